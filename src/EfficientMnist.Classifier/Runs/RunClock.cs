namespace EfficientMnist.Classifier.Runs;

/// <summary>What the time of a run is counted as.</summary>
internal enum RunTime
{
    /// <summary>As nothing: it has ended, or waits for its turn.</summary>
    Still,

    Worked,

    /// <summary>As waiting for people.</summary>
    Waited,
}

/// <summary>How long a run has worked and how long it has waited for people, in seconds.</summary>
internal sealed record RunClock(double Worked, double Waited)
{
    private readonly RunTime _counts;
    private readonly long _since;

    private RunClock(double worked, double waited, RunTime counts, long since)
        : this(worked, waited) => (_counts, _since) = (counts, since);

    /// <summary>The clock as it is now.</summary>
    public RunClock Now(TimeProvider time) => Count(_counts, time);

    /// <summary>The clock that counts what follows as this.</summary>
    public RunClock Count(RunTime counts, TimeProvider time)
    {
        var now = time.GetTimestamp();
        var passed = _counts == RunTime.Still ? 0 : time.GetElapsedTime(_since, now).TotalSeconds;
        return new RunClock(Worked + (_counts == RunTime.Worked ? passed : 0), Waited + (_counts == RunTime.Waited ? passed : 0), counts, now);
    }
}
