using EfficientMnist.Classifier.Runs;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace EfficientMnist.Classifier.Patience;

/// <summary>
/// Calls to other services that wait out their absence. Only for calls that may be repeated without harm, which
/// purchases are thanks to their request ids.
/// </summary>
internal sealed class PatientCall(IOptions<PatienceOptions> options, TimeProvider time, ILogger<PatientCall> logger)
{
    private readonly PatienceOptions _options = options.Value;

    /// <summary>Makes the call, again and again while the service is away.</summary>
    /// <param name="service">For messages.</param>
    /// <param name="monitor">Is told what is waited for.</param>
    /// <param name="deadline">Of each attempt; null for none.</param>
    /// <param name="call">Makes one attempt.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">The service was away for longer than the limit.</exception>
    /// <exception cref="InvalidOperationException">The service refused the call.</exception>
    public async Task<T> CallAsync<T>(
        string service, IRunMonitor monitor, TimeSpan? deadline, Func<CallOptions, Task<T>> call, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var delay = TimeSpan.FromSeconds(_options.FirstDelaySeconds);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await call(new CallOptions(
                    deadline: deadline is { } span ? time.GetUtcNow().UtcDateTime + span : null, cancellationToken: cancellationToken));
                if (attempt > 1)
                {
                    Log.ServiceIsBack(logger, service, attempt);
                    monitor.Note("");
                }
                return result;
            }
            catch (RpcException error)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!IsAway(error))
                    throw new InvalidOperationException($"{service} refused: {error.Status.Detail}", error);
                var waited = time.GetElapsedTime(started);
                if (waited + delay > TimeSpan.FromSeconds(_options.LimitSeconds))
                    throw new TimeoutException($"{service} has been away for {waited.TotalSeconds:F0} s ({error.Status.Detail}). Start it, then resume the run.", error);
                if (attempt == 1)
                    Log.ServiceIsAway(logger, service, error.Status.Detail);
                monitor.Note($"{service} is away, trying again for {waited.TotalSeconds:F0} s: {error.Status.Detail}");
            }

            await Task.Delay(delay, time, cancellationToken);
            delay = TimeSpan.FromSeconds(Math.Min(2 * delay.TotalSeconds, _options.LongestDelaySeconds));
        }
    }

    /// <summary>Whether the same call may succeed later. A service that shuts down cancels the calls it is at.</summary>
    public static bool IsAway(RpcException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled;
    }
}
