using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.V1;
using EfficientMnist.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Telemetry;

namespace EfficientMnist.Classifier.Patience;

/// <summary>
/// Writes that wait until their disk takes them: one that is full or read-only is mended by people, in their own time, and what
/// cannot be written down must not go on meanwhile. Only for writes that have happened wholly or not at all.
/// </summary>
internal sealed class DiskPatience
{
    private static readonly ResiliencePropertyKey<Action<Exception>> RepeatsKey = new("eml.repeats");

    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;

    public DiskPatience(IOptions<PatienceOptions> options, TimeProvider time, ILogger<DiskPatience> logger)
    {
        _logger = logger;
        _pipeline = new ResiliencePipelineBuilder { Name = "disk", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } error && IsOfTheDisk(error)),
                OnRetry = args =>
                {
                    args.Context.Properties.GetValue(RepeatsKey, null!)(args.Outcome.Exception!);
                    return ValueTask.CompletedTask;
                },
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(options.Value.FirstDelaySeconds),
                MaxDelay = TimeSpan.FromSeconds(options.Value.LongestDelaySeconds),
                UseJitter = true,
            })
            // Metrics alone: Polly's log would warn at each repetition.
            .ConfigureTelemetry(new TelemetryOptions())
            .Build();
    }

    /// <summary>Writes, again and again until the disk takes it.</summary>
    /// <param name="what">What is written, for messages.</param>
    /// <param name="write">Makes one attempt; the first is made whatever has been cancelled.</param>
    /// <param name="wait">Is told what is waited for; null once it is written.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<T> WriteAsync<T>(string what, Func<Task<T>> write, Action<RunWaiting?> wait, CancellationToken cancellationToken)
    {
        try
        {
            return await write();
        }
        catch (Exception error) when (IsOfTheDisk(error))
        {
            Log.DiskRefuses(_logger, what, error);
            Tell(error);
        }
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RepeatsKey, Tell);
        try
        {
            var written = await _pipeline.ExecuteAsync(async _ => await write(), context);
            Log.DiskTakes(_logger, what);
            wait(null);
            return written;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        void Tell(Exception error) =>
            wait(new RunWaiting(WaitReason.Disk, $"{what} cannot be written: {Cause(error)} The run goes on by itself when it can."));
    }

    private static string Cause(Exception error) => (error is IOException ofTheDisk ? DiskTroubles.CauseOf(ofTheDisk) : null) ?? error.Message.TrimEnd('.') + ".";

    // A folder in a file's place, and a file that must not be written, are no access.
    private static bool IsOfTheDisk(Exception error) => error is IOException or UnauthorizedAccessException;
}
