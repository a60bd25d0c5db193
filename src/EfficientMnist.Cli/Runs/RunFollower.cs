using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Runs;

/// <summary>Follows a run to its end, also through a restart of the classifier: the run goes on by itself there.</summary>
internal sealed class RunFollower(ClassifierService.ClassifierServiceClient classifier, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<Run> FollowAsync(string runId, Action<Run> show, CancellationToken cancellationToken)
    {
        var lastHeard = time.GetTimestamp();
        while (true)
        {
            try
            {
                using var watch = classifier.WatchRun(new WatchRunRequest { RunId = runId }, cancellationToken: cancellationToken);
                await foreach (var update in watch.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    lastHeard = time.GetTimestamp();
                    show(update.Run);
                    if (HasEnded(update.Run))
                        return update.Run;
                }
            }
            catch (RpcException error) when (
                error.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled
                && !cancellationToken.IsCancellationRequested && time.GetElapsedTime(lastHeard) < Patience)
            {
                // Restarting, as far as can be told from here.
            }
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public static bool HasEnded(Run run) => run.State is RunState.Completed or RunState.Failed or RunState.Stopped;
}
