using System.Diagnostics;

namespace StackExchange.Redis.Connections;

// Once a heartbeat: fail what has waited too long, give up a connection that has gone silent, keep an idle one alive.
internal sealed partial class RedisBridge
{
    // So many timeouts without a byte, and the connection is taken for dead.
    private const int Patience = 4;

    private static readonly TimeSpan ShortestHeartbeat = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestHeartbeat = TimeSpan.FromMilliseconds(250);

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var interval = TimeSpan.FromTicks(Math.Clamp(options.HeartbeatInterval.Ticks, ShortestHeartbeat.Ticks, LongestHeartbeat.Ticks));
        using var timer = new PeriodicTimer(interval);
        RedisConnection? watched = null;
        var bytesRead = 0L;
        var lastRead = Stopwatch.GetTimestamp();
        while (await Tick(timer, cancellationToken))
        {
            var timeout = TimeSpan.FromMilliseconds(options.AsyncTimeout);
            FailOverdue(queue.Waiting, timeout);
            if (connection is not { } current)
                continue;

            FailOverdue(current.InFlight, timeout);
            if (current != watched || current.BytesRead != bytesRead)
            {
                watched = current;
                bytesRead = current.BytesRead;
                lastRead = Stopwatch.GetTimestamp();
            }

            var silent = Stopwatch.GetElapsedTime(lastRead);
            var oldest = current.InFlight.FirstOrDefault()?.Age ?? TimeSpan.Zero;
            if (oldest > Patience * timeout && silent > Patience * timeout)
                current.Close();
            else if (options.KeepAlive > 0 && oldest == TimeSpan.Zero && silent > TimeSpan.FromSeconds(options.KeepAlive))
                queue.Add(new PendingCommand<bool>("PING", [], static _ => true) { IsFireAndForget = true });
        }
    }

    private static async ValueTask<bool> Tick(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // All wait equally long, so the first that is in time ends the search.
    private void FailOverdue(IEnumerable<PendingCommand> commands, TimeSpan timeout)
    {
        foreach (var command in commands)
        {
            if (command.Age <= timeout)
                return;
            if (!command.IsCompleted)
                command.Fail(ConnectionFailures.TimedOut(EndPoint, lastFailure, command, options.AsyncTimeout));
        }
    }
}
