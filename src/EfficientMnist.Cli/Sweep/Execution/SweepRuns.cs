using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Sweep.Execution;

/// <summary>The runs of a sweep at the classifier: started, or found again by their ids.</summary>
internal sealed class SweepRuns(ClassifierService.ClassifierServiceClient classifier, string tag)
{
    private const int MostNames = 100;

    /// <summary>The run of this point: a new one; else the one that is there, going on where it had stopped or failed.</summary>
    /// <returns>The run, and whether it had been completed before.</returns>
    public async Task<(Run Run, bool WasCompleted)> OpenAsync(SweepPoint point, CancellationToken cancellationToken)
    {
        var run = await StartAsync(point, cancellationToken);
        if (run.State is RunState.Stopped or RunState.Failed)
            run = (await classifier.ResumeRunAsync(new ResumeRunRequest { RunId = run.RunId }, cancellationToken: cancellationToken)).Run;
        return (run, run.State == RunState.Completed);
    }

    private async Task<Run> StartAsync(SweepPoint point, CancellationToken cancellationToken)
    {
        var request = new StartRunRequest();
        foreach (var (name, value) in point.Options)
            request.Options[name] = value;
        for (var attempt = 1; ; attempt++)
        {
            var id = point.RunId(tag);
            request.RunId = attempt == 1 ? id : $"{id}-{attempt}";
            try
            {
                return (await classifier.StartRunAsync(request, cancellationToken: cancellationToken)).Run;
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.FailedPrecondition && attempt < MostNames)
            {
                // A run of that id from when an option that was not typed had another default: it is not the one asked for.
            }
        }
    }
}
