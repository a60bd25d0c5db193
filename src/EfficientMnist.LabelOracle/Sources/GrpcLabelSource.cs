using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Names;
using Grpc.Core;
using Grpc.Net.Client;

namespace EfficientMnist.LabelOracle.Sources;

/// <summary>A program of the user's own that implements <c>LabelSourceService</c>; it may take as long as it likes.</summary>
internal sealed class GrpcLabelSource(SourceSettings settings) : ILabelSource
{
    public Task CheckAsync(CancellationToken cancellationToken) =>
        Uri.TryCreate(settings.Address, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? Task.CompletedTask
            : throw Refusal.InvalidField("oracle.address", $"oracle.kind=grpc needs oracle.address, such as http://localhost:5999, not '{Refusal.Quote(settings.Address)}'.");

    public async Task<ILookup<SampleId, SourceAnswer>> AskAsync(RunId run, RequestId request, IReadOnlyList<AskedImage> images, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(settings.Address);
        var asked = new GetLabelsRequest { RunId = run.Value, RequestId = request.Value, Images = { images.Select(image => new ImageReference { SampleId = image.Sample.Value, File = image.File }) } };
        try
        {
            var answer = await new LabelSourceService.LabelSourceServiceClient(channel).GetLabelsAsync(asked, cancellationToken: cancellationToken);
            return answer.Labels.ToLookup(label => new SampleId(label.SampleId), label => new SourceAnswer(label.Label, label.Price is { } price ? price.ToString(CultureInfo.InvariantCulture) : ""));
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted or StatusCode.Aborted)
        {
            throw Refusal.Unavailable($"The label source at {settings.Address} does not answer ({error.Status.Detail.TrimEnd('.')}). Nothing was charged; the same labels are asked for again.", error);
        }
        catch (RpcException error) when (error.StatusCode != StatusCode.Cancelled)
        {
            throw Refusal.Conflict($"The label source at {settings.Address} refuses: {error.Status.Detail.TrimEnd('.')} ({error.StatusCode}). Nothing was charged; put it right and resume the run.", error);
        }
    }
}
