using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Telemetry;

namespace EfficientMnist.Classifier.Patience;

/// <summary>
/// Calls to other services that wait out their absence, and without a limit where their disk takes nothing. Only for calls that may be repeated without harm, which
/// purchases are thanks to their request ids.
/// </summary>
internal sealed class PatientCall
{
    private static readonly ResiliencePropertyKey<Wait> WaitKey = new("eml.wait");

    private readonly PatienceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;

    public PatientCall(IOptions<PatienceOptions> options, TimeProvider time, ILogger<PatientCall> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        _pipeline = new ResiliencePipelineBuilder { Name = "patience", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = args => ValueTask.FromResult(Of(args.Context).IsToBeRepeated(args.Outcome, args.Context.CancellationToken)),
                OnRetry = args =>
                {
                    Of(args.Context).Repeats(args.Outcome.Exception, args.AttemptNumber);
                    return ValueTask.CompletedTask;
                },
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(_options.FirstDelaySeconds),
                MaxDelay = TimeSpan.FromSeconds(_options.LongestDelaySeconds),
                UseJitter = true,
            })
            // Metrics alone: Polly's log would warn at each repetition.
            .ConfigureTelemetry(new TelemetryOptions())
            .Build();
    }

    /// <summary>Makes the call, again and again while the service is away.</summary>
    /// <param name="service">The service's name, for messages.</param>
    /// <param name="monitor">Is told what is waited for.</param>
    /// <param name="deadline">The time each attempt may take; null for any.</param>
    /// <param name="call">Makes one attempt.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RefusalException">The service refused the call, or was away for longer than the limit.</exception>
    /// <exception cref="SupersededException">The service has heard of a later activation of the run.</exception>
    public async Task<T> CallAsync<T>(
        string service, IRunMonitor monitor, TimeSpan? deadline, Func<CallOptions, Task<T>> call, CancellationToken cancellationToken)
    {
        var wait = new Wait(service, monitor, TimeSpan.FromSeconds(_options.LimitSeconds), _time, _logger);
        try
        {
            return await ExecuteAsync(
                wait,
                token => call(new CallOptions(deadline: deadline is { } span ? _time.GetUtcNow().UtcDateTime + span : null, cancellationToken: token)),
                cancellationToken);
        }
        catch (RpcException error) when (IsAway(error))
        {
            throw Refusal.Unavailable($"{service} has been away for {wait.Elapsed.TotalSeconds:F0} s ({error.Status.Detail}). Start it, then resume the run.", error);
        }
    }

    /// <summary>Watches something to its end, again and again while the service is away and whenever the watching ends before.</summary>
    /// <param name="service">The service's name, for messages.</param>
    /// <param name="monitor">Is told what is waited for.</param>
    /// <param name="watch">Watches once; null where the end was not seen.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="RefusalException">The service refused the call.</exception>
    public async Task<T> WatchAsync<T>(string service, IRunMonitor monitor, Func<CancellationToken, Task<T?>> watch, CancellationToken cancellationToken)
        where T : class =>
        (await ExecuteAsync(new Wait(service, monitor, Timeout.InfiniteTimeSpan, _time, _logger), watch, cancellationToken))!;

    private async Task<T> ExecuteAsync<T>(Wait wait, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(wait.Service, cancellationToken);
        context.Properties.Set(WaitKey, wait);
        try
        {
            var result = await _pipeline.ExecuteAsync(async each => await attempt(each.CancellationToken), context);
            wait.Ended();
            return result;
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!IsAway(error))
                throw Refused(wait.Service, error);
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // The other service's refusal is the answer to whoever asked this one; its fault is a fault.
    private static Exception Refused(string service, RpcException error)
    {
        var message = $"{service} refused: {error.Status.Detail}";
        if (error.IsSuperseded())
            return new SupersededException(message);
        return error.StatusCode switch
        {
            StatusCode.InvalidArgument => Refusal.Invalid(message, error),
            StatusCode.NotFound => Refusal.NotFound(message, error),
            StatusCode.FailedPrecondition or StatusCode.AlreadyExists => Refusal.Conflict(message, error),
            StatusCode.ResourceExhausted => Refusal.Exhausted(message, error),
            _ => new InvalidOperationException($"{service} failed: {error.Status.Detail}", error),
        };
    }

    private static Wait Of(ResilienceContext context) => context.Properties.GetValue(WaitKey, null!);

    // Whether the same call may succeed later. A service that shuts down cancels the calls it is at.
    private static bool IsAway(RpcException error) =>
        error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled;

    /// <summary>One call's wait for its answer.</summary>
    private sealed class Wait(string service, IRunMonitor monitor, TimeSpan limit, TimeProvider time, ILogger logger)
    {
        private long _started = time.GetTimestamp();
        private int _attempts = 1;
        private bool _wasAway;

        public string Service => service;

        public TimeSpan Elapsed => time.GetElapsedTime(_started);

        public bool IsToBeRepeated(Outcome<object> outcome, CancellationToken cancellationToken) =>
            !cancellationToken.IsCancellationRequested
            && (outcome.Exception is RpcException error ? IsAway(error) && !IsOver(error) : outcome is { Exception: null, Result: null });

        public void Repeats(Exception? reason, int attempt)
        {
            _attempts = attempt + 2;
            if (reason is not RpcException error)
                return;
            if (!_wasAway)
                Log.ServiceIsAway(logger, service, error.Status.Detail);
            _wasAway = true;
            monitor.Wait(error.IsOfADisk()
                ? new RunWaiting(WaitReason.Disk, $"{service} waits for its disk: {error.Status.Detail} The run goes on by itself when it can.")
                : new RunWaiting(WaitReason.Service, $"{service} is away, trying again for {Elapsed.TotalSeconds:F0} s: {error.Status.Detail}"));
        }

        public void Ended()
        {
            if (!_wasAway)
                return;
            Log.ServiceIsBack(logger, service, _attempts);
            monitor.Wait(null);
        }

        // A disk is mended by people, in their own time; what follows is another wait.
        private bool IsOver(RpcException error)
        {
            if (error.IsOfADisk())
                _started = time.GetTimestamp();
            return limit != Timeout.InfiniteTimeSpan && Elapsed > limit;
        }
    }
}
