using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Web.Live;

internal static class LiveUpdates
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary><c>/live</c>: one server-sent event whenever a run has changed; the open page then fetches itself anew.</summary>
    public static void MapLiveUpdates(this WebApplication app) =>
        app.MapGet("/live", (ClassifierService.ClassifierServiceClient classifier, TimeProvider time, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(ChangesAsync(classifier, time, cancellationToken)));

    private static async IAsyncEnumerable<SseItem<string>> ChangesAsync(
        ClassifierService.ClassifierServiceClient classifier, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = "";
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var now = await FingerprintAsync(classifier, cancellationToken);
            if (now != last)
                yield return new SseItem<string>("changed", "changed");
            last = now;
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static async Task<string> FingerprintAsync(ClassifierService.ClassifierServiceClient classifier, CancellationToken cancellationToken)
    {
        try
        {
            var runs = await classifier.ListRunsAsync(new ListRunsRequest(), cancellationToken: cancellationToken);
            return runs.ToString();
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
        {
            return "away";
        }
    }
}
