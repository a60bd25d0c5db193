using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis.Protocol;

namespace StackExchange.Redis.Connections;

/// <summary>
/// Keeps one connection to the server, connecting anew whenever it is lost. Commands sent meanwhile wait in the queue
/// (or fail at once, as the backlog policy says); those in flight when a connection breaks fail, since nobody knows whether they ran.
/// </summary>
internal sealed partial class RedisBridge(ConfigurationOptions options, string clientName, ConnectionType type, ILogger? logger) : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly CommandQueue queue = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource firstAttempts = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock starting = new();
    private volatile RedisConnection? connection;
    private volatile Exception? lastFailure;
    private Task? running;
    private Task? watching;
    private long operations;

    public event Action<EndPoint?, ConnectionFailureType, Exception>? Failed;

    public event Action<EndPoint?>? Restored;

    public bool IsConnected => connection is not null;

    public EndPoint? EndPoint { get; private set; }

    public Exception? LastFailure => lastFailure;

    public long Operations => Interlocked.Read(ref operations);

    /// <summary>Completes when the first attempt has ended, either way.</summary>
    public Task FirstAttempt => firstAttempts.Task;

    /// <summary>Takes a reply that answers no command (a message to a subscriber).</summary>
    public Func<RespValue, bool>? TakePush { get; init; }

    /// <summary>Sent on each new connection before anything else.</summary>
    public Func<IReadOnlyList<PendingCommand>>? Opening { get; init; }

    public void Start()
    {
        lock (starting)
        {
            running ??= Task.Run(() => RunAsync(stopping.Token));
            watching ??= Task.Run(() => WatchAsync(stopping.Token));
        }
    }

    public void Send(PendingCommand command)
    {
        Interlocked.Increment(ref operations);
        if (stopping.IsCancellationRequested)
        {
            command.Fail(new ObjectDisposedException(nameof(ConnectionMultiplexer)));
            return;
        }

        if (connection is null && !options.BacklogPolicy.QueueWhileDisconnected)
        {
            command.Fail(ConnectionFailures.NotConnected(lastFailure, command));
            return;
        }

        queue.Add(command);
        if (stopping.IsCancellationRequested)
            FailWaiting(static _ => new ObjectDisposedException(nameof(ConnectionMultiplexer)));
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        connection?.Close();
        if (running is not null)
            await running;
        if (watching is not null)
            await watching;
        FailWaiting(static _ => new ObjectDisposedException(nameof(ConnectionMultiplexer)));
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var opened = await ConnectAsync(cancellationToken);
                failures = 0;
                await UseAsync(opened, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (failures++ == 0)
                    Report(exception);
                lastFailure = exception;
                firstAttempts.TrySetResult();
                await WaitForRetryAsync(failures, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                // Closed on purpose: whatever broke off, broke off because of that.
            }
        }

        firstAttempts.TrySetResult();
    }

    private async Task<RedisConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var endpoint in options.EndPoints)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Math.Max(1, options.ConnectTimeout));
            try
            {
                EndPoint = endpoint;
                return await RedisConnection.ConnectAsync(options, clientName, endpoint, type, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                failure = new RedisConnectionException(ConnectionFailureType.UnableToConnect, $"{EndPointCollection.Format(endpoint)} did not answer within {options.ConnectTimeout} ms.");
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failure = exception as RedisConnectionException
                    ?? new RedisConnectionException(ConnectionFailureType.UnableToConnect, $"{EndPointCollection.Format(endpoint)}: {exception.Message}", exception);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw failure ?? new RedisConnectionException(ConnectionFailureType.UnableToConnect, "No endpoint is configured.");
    }

    private async Task UseAsync(RedisConnection opened, CancellationToken cancellationToken)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = opened.ReadLoopAsync(TakePush, broken.Token);
        var writing = reading;
        try
        {
            foreach (var command in Opening?.Invoke() ?? [])
                await opened.SendAsync(command, broken.Token);
            connection = opened;
            var isRestored = lastFailure is not null;
            lastFailure = null;
            firstAttempts.TrySetResult();
            if (isRestored)
                Restored?.Invoke(EndPoint);
            writing = opened.WriteLoopAsync(queue, broken.Token);
            await await Task.WhenAny(reading, writing);
        }
        finally
        {
            opened.Close();
            await broken.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // Not before the writer has ended: from here on a command waits for the next connection.
            connection = null;
            var cause = (reading.Exception ?? writing.Exception)?.InnerException ?? new EndOfStreamException("The connection was closed.");
            opened.FailInFlight(command => ConnectionFailures.Lost(cause, command));
            if (options.BacklogPolicy.AbortPendingOnConnectionFailure)
                FailWaiting(command => ConnectionFailures.NotConnected(cause, command));
        }
    }

    private void FailWaiting(Func<PendingCommand, Exception> why)
    {
        while (queue.TryTake(out var command))
            command.Fail(why(command));
    }

    private async Task WaitForRetryAsync(long failures, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        if (options.RetryPolicyOrNull is not { } policy)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(LongestWait.TotalMilliseconds, 50 * Math.Pow(2, failures - 1))), cancellationToken);
            queue.Prune();
            return;
        }

        do
        {
            await Task.Delay(50, cancellationToken);
            queue.Prune();
        }
        while (!policy.ShouldRetry(failures, (int)Stopwatch.GetElapsedTime(since).TotalMilliseconds));
    }

    private void Report(Exception exception)
    {
        var failureType = ConnectionFailures.TypeOf(exception);
        if (logger is not null)
            LogConnectionFailed(logger, type, EndPointCollection.Format(EndPoint), failureType, exception.Message);
        Failed?.Invoke(EndPoint, failureType, exception);
    }

    [LoggerMessage(1, LogLevel.Debug, "Connection {Type} to {EndPoint} failed ({FailureType}): {Reason}")]
    private static partial void LogConnectionFailed(ILogger logger, ConnectionType type, string endPoint, ConnectionFailureType failureType, string reason);
}
