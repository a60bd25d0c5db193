namespace EfficientMnist.LabelOracle.Questions;

/// <summary>
/// The time of day as it was when the service started, and what has passed since: a machine's clock that is set back or
/// forward meanwhile neither lengthens nor ends anybody's lease.
/// </summary>
internal sealed class SteadyClock(TimeProvider time)
{
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly long _mark = time.GetTimestamp();

    public DateTimeOffset Now => _began + time.GetElapsedTime(_mark);
}
