using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Runs;

namespace EfficientMnist.Web.Inspection;

/// <summary>The user's files that a run's images were made of.</summary>
internal static class ImageFiles
{
    private const int AtOnce = 5_000;

    /// <summary>The first image whose file's name ends like this, in any case of letters; -1 where there is none.</summary>
    public static async Task<int> FindAsync(
        ClassifierService.ClassifierServiceClient classifier,
        LabelOracleService.LabelOracleServiceClient oracle,
        DatasetStoreService.DatasetStoreServiceClient store,
        string run,
        string end,
        CancellationToken cancellationToken)
    {
        var found = (await classifier.GetRunAsync(new GetRunRequest { RunId = run }, cancellationToken: cancellationToken)).Run;
        var dataset = (await store.GetDatasetAsync(new GetDatasetRequest { Name = RunText.Option(found, "dataset") }, cancellationToken: cancellationToken)).Dataset;
        if (!dataset.Imported)
            return -1;
        var count = dataset.Splits.Where(split => split.Split == Split.Train).Sum(split => split.Count);
        for (var first = 0; first < count; first += AtOnce)
        {
            var request = new NameImagesRequest { RunId = run, SampleIds = { Enumerable.Range(first, Math.Min(AtOnce, count - first)) } };
            var files = (await oracle.NameImagesAsync(request, cancellationToken: cancellationToken)).Files;
            for (var i = 0; i < files.Count; i++)
            {
                if (files[i].EndsWith(end, StringComparison.OrdinalIgnoreCase))
                    return first + i;
            }
        }
        return -1;
    }
}
