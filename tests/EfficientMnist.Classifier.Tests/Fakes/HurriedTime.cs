namespace EfficientMnist.Classifier.Tests.Fakes;

/// <summary>A clock that each wait moves on at once.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private TimeSpan _now;

    /// <summary>How often somebody waited.</summary>
    public int Waits { get; private set; }

    public override long GetTimestamp() => _now.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits++;
        _now += dueTime;
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
