using System.Globalization;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Runs;

/// <summary>What the labels of a run are called.</summary>
public sealed record ClassNames(IReadOnlyList<string> Names)
{
    /// <summary>The keys they are chosen by.</summary>
    public ClassKeys Keys { get; } = new(Names);

    /// <summary>The name of a label; none for -1.</summary>
    public string this[int label] => label < 0 ? "–" : label < Names.Count ? Names[label] : label.ToString(CultureInfo.InvariantCulture);

    /// <summary>As the oracle knows them: the user's own where people label.</summary>
    public static async Task<ClassNames> OfAsync(LabelOracleService.LabelOracleServiceClient oracle, DatasetStoreService.DatasetStoreServiceClient store, Run run, CancellationToken cancellationToken)
    {
        try
        {
            var budget = await oracle.GetBudgetAsync(new GetBudgetRequest { RunId = run.RunId }, cancellationToken: cancellationToken);
            if (budget.ClassNames.Count > 0)
                return new ClassNames(budget.ClassNames);
        }
        catch (Grpc.Core.RpcException error) when (error.StatusCode == Grpc.Core.StatusCode.NotFound)
        {
            // The run has not opened its account yet.
        }
        var dataset = await store.GetDatasetAsync(new GetDatasetRequest { Name = RunText.Option(run, "dataset") }, cancellationToken: cancellationToken);
        return new ClassNames(dataset.Dataset.ClassNames);
    }
}
