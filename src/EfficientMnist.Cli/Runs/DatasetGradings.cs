using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Runs;

/// <summary>How often a test split has been looked at, by whatever run: it stands beside every result, for whoever looks often fits to it.</summary>
internal static class DatasetGradings
{
    /// <summary>The gradings of the data set of a run; null for a run that is not graded.</summary>
    public static async Task<int?> OfAsync(SystemConnection system, Run run, CancellationToken cancellationToken)
    {
        if (run.Result is null)
            return null;
        try
        {
            return (await system.Oracle.GetBudgetAsync(new GetBudgetRequest { RunId = run.RunId }, cancellationToken: cancellationToken)).GradingsOfDataset;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.NotFound or StatusCode.Unavailable)
        {
            // The result is the classifier's, and is shown although the oracle is away or has another ledger.
            return null;
        }
    }
}
