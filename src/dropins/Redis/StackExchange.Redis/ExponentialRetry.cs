namespace StackExchange.Redis;

public class ExponentialRetry(int deltaBackOffMilliseconds, int maxDeltaBackOffMilliseconds) : IReconnectRetryPolicy
{
    public ExponentialRetry(int deltaBackOffMilliseconds)
        : this(deltaBackOffMilliseconds, (int)TimeSpan.FromSeconds(60).TotalMilliseconds)
    {
    }

    public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry)
    {
        var wait = Math.Min(deltaBackOffMilliseconds * Math.Pow(1.1, currentRetryCount), maxDeltaBackOffMilliseconds);
        return timeElapsedMillisecondsSinceLastRetry >= wait;
    }
}
