using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Runs;

/// <summary>Ends the run at hand where the command that waits for it is interrupted.</summary>
internal static class RunStop
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>A system that was started for this run would go on with it at its next start.</summary>
    public static async Task StopAsync(SystemConnection system, Run run, Screen screen)
    {
        using var timeout = new CancellationTokenSource(Deadline, screen.Time);
        try
        {
            await system.Classifier.StopRunAsync(new StopRunRequest { RunId = run.RunId }, cancellationToken: timeout.Token);
            screen.Error.WriteLine($"Run {run.RunId} was stopped. To go on: eml resume {run.RunId}");
        }
        catch (RpcException error)
        {
            screen.Error.WriteLine($"Run {run.RunId} could not be stopped ({error.Status.Detail}); it goes on at the next start of the system.");
        }
    }
}
