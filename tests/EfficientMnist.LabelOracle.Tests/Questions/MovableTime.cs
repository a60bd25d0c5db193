namespace EfficientMnist.LabelOracle.Tests.Questions;

/// <summary>A clock that a test moves.</summary>
internal sealed class MovableTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Pass(TimeSpan span) => _now += span;
}
