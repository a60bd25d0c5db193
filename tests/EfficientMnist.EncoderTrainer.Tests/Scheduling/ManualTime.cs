namespace EfficientMnist.EncoderTrainer.Tests.Scheduling;

/// <summary>A clock that goes on when it is told to.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public void Advance(double seconds) => _now += (long)(seconds * TimeSpan.TicksPerSecond);
}
