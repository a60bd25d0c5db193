namespace EfficientMnist.Classifier.Runs;

/// <summary>Tells how long a run has worked and how long it has waited for people; it stands still while neither goes on.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private double _worked;
    private double _waited;
    private long? _since;
    private bool _waits;

    public double Worked => _worked + (_waits ? 0 : Passed());

    public double Waited => _waited + (_waits ? Passed() : 0);

    /// <summary>The run works from now on, on top of what it had before.</summary>
    public void Start(double worked, double waited) => (_worked, _waited, _since, _waits) = (worked, waited, time.GetTimestamp(), false);

    /// <summary>From now on the run waits, or works again.</summary>
    public void Wait(bool waits) => (_worked, _waited, _since, _waits) = (Worked, Waited, _since is null ? null : time.GetTimestamp(), waits);

    /// <summary>Stands still at what the run has in its journal.</summary>
    public void Stop(double worked, double waited) => (_worked, _waited, _since, _waits) = (worked, waited, null, false);

    private double Passed() => _since is { } since ? time.GetElapsedTime(since).TotalSeconds : 0;
}
