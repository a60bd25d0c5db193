using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Runs;
using Grpc.Core;

namespace EfficientMnist.Web.Inspection;

/// <summary>An image of a run's pool.</summary>
internal static class PoolImage
{
    /// <summary>The run that the image belongs to.</summary>
    /// <exception cref="RpcException">There is no such run (NOT_FOUND), or its pool has no such image.</exception>
    public static async Task<Run> RunOfAsync(
        ClassifierService.ClassifierServiceClient classifier, DatasetStoreService.DatasetStoreServiceClient store, string run, int sample)
    {
        var found = (await classifier.GetRunAsync(new GetRunRequest { RunId = run })).Run;
        var dataset = (await store.GetDatasetAsync(new GetDatasetRequest { Name = RunText.Option(found, "dataset") })).Dataset;
        var count = dataset.Splits.Where(split => split.Split == Split.Train).Sum(split => split.Count);
        return sample >= 0 && sample < count
            ? found
            : throw new RpcException(new Status(StatusCode.NotFound, $"Image {sample} is not in the pool of {dataset.Name}, whose ids are 0 to {count - 1}."));
    }
}
