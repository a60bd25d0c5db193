using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Polly;
using Polly.Retry;

namespace EfficientMnist.Cli.Runs;

/// <summary>Follows a run to its end, also through a restart of the classifier: the run goes on by itself there.</summary>
internal sealed class RunFollower(ClassifierService.ClassifierServiceClient classifier, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<Run> FollowAsync(string runId, Action<Run> show, CancellationToken cancellationToken)
    {
        var lastHeard = time.GetTimestamp();
        var patience = new ResiliencePipelineBuilder<Run?> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Run?>
            {
                // A classifier that is away is restarting, as far as can be told from here.
                ShouldHandle = new PredicateBuilder<Run?>()
                    .HandleResult(ended => ended is null)
                    .Handle<RpcException>(error =>
                        error.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled
                        && !cancellationToken.IsCancellationRequested && time.GetElapsedTime(lastHeard) < Patience),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(0.2),
                MaxDelay = TimeSpan.FromSeconds(2),
                UseJitter = true,
            })
            .Build();
        return (await patience.ExecuteAsync(async token => await WatchAsync(token), cancellationToken))!;

        async Task<Run?> WatchAsync(CancellationToken token)
        {
            using var watch = classifier.WatchRun(new WatchRunRequest { RunId = runId }, cancellationToken: token);
            await foreach (var update in watch.ResponseStream.ReadAllAsync(token))
            {
                lastHeard = time.GetTimestamp();
                show(update.Run);
                if (HasEnded(update.Run))
                    return update.Run;
            }
            return null;
        }
    }

    public static bool HasEnded(Run run) => run.State is RunState.Completed or RunState.Failed or RunState.Stopped or RunState.Damaged;
}
