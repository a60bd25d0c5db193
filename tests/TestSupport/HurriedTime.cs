namespace EfficientMnist.TestSupport;

/// <summary>A clock that each wait moves on, so that no wait takes time.</summary>
public sealed class HurriedTime : TimeProvider
{
    /// <summary>How long was waited in all.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>How often was waited.</summary>
    public int Waits { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Waited.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Waited;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits++;
        Waited += dueTime;
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
