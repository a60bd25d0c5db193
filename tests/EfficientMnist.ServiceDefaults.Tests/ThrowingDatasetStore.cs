using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using Grpc.Core;

namespace EfficientMnist.ServiceDefaults.Tests;

/// <summary>Fails in the way the data set's name says.</summary>
public sealed class ThrowingDatasetStore : DatasetStoreService.DatasetStoreServiceBase
{
    public const string Message = "'7' is too many; give 1 to 5";

    public override Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context) =>
        request.Name == "fine"
            ? Task.FromResult(new GetDatasetResponse { Dataset = new Dataset { Name = "fine" } })
            : throw Error(request.Name);

    public override async Task StreamImages(StreamImagesRequest request, IServerStreamWriter<StreamImagesResponse> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new StreamImagesResponse { SampleIds = { 1 } });
        throw Error(request.Dataset);
    }

    private static Exception Error(string name) => name switch
    {
        "invalid" => Refusal.InvalidField("count", Message),
        "missing" => Refusal.NotFound(Message),
        "conflict" => Refusal.Conflict(Message),
        "taken" => Refusal.Taken(Message),
        "exhausted" => Refusal.Exhausted(Message, new Dictionary<string, string> { ["budget_remaining"] = "3" }),
        "away" => Refusal.Unavailable(Message),
        "argument" => new ArgumentException("a secret of the inside"),
        "state" => new InvalidOperationException("a secret of the inside"),
        "full" => new IOException("No space left on device : '/state/x'", 28),
        "status" => new RpcException(new Status(StatusCode.ResourceExhausted, Message)),
        _ => new NotSupportedException("a secret of the inside"),
    };
}
