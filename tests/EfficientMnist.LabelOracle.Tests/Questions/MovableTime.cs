namespace EfficientMnist.LabelOracle.Tests.Questions;

/// <summary>A clock that a test moves.</summary>
internal sealed class MovableTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _passed;

    /// <summary>Time passes.</summary>
    public void Pass(TimeSpan span)
    {
        _now += span;
        _passed += span.Ticks;
    }

    /// <summary>Somebody sets the clock; no time passes.</summary>
    public void Set(TimeSpan change) => _now += change;
}
