using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using Grpc.Core;

namespace EfficientMnist.ServiceDefaults.Tests;

/// <summary>Fails in the way the data set's name says.</summary>
public sealed class ThrowingDatasetStore : DatasetStoreService.DatasetStoreServiceBase
{
    /// <summary>A data set of which there is more for as long as the caller stays.</summary>
    public const string Endless = "endless";

    public const string Message = "'7' is too many; give 1 to 5";

    public override Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context) =>
        request.Name == "fine"
            ? Task.FromResult(new GetDatasetResponse { Dataset = new Dataset { Name = "fine" } })
            : throw Error(request.Name);

    public override async Task StreamImages(StreamImagesRequest request, IServerStreamWriter<StreamImagesResponse> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new StreamImagesResponse { SampleIds = { 1 } });
        if (request.Dataset != Endless)
            throw Error(request.Dataset);
        // Goes on when the caller has gone.
        await ((Task)Task.Delay(Timeout.Infinite, context.CancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await responseStream.WriteAsync(new StreamImagesResponse { SampleIds = { 2 } });
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
