using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Runs;
using Grpc.Core;

namespace EfficientMnist.Web.Live;

internal static class LiveUpdates
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// <c>/live</c>: one server-sent event whenever a run, or the run named, has changed; the open page then fetches itself anew.
    /// The first comes at once: what changed between the page and its events would never be told else.
    /// </summary>
    public static void MapLiveUpdates(this WebApplication app) =>
        app.MapGet("/live", (string? run, RunBoard board, ClassifierService.ClassifierServiceClient classifier, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(ChangesAsync(
                run is null ? token => AllAsync(board, token) : token => OneAsync(run, classifier, token),
                time,
                lifetime.ApplicationStopping,
                cancellationToken)));

    private static async IAsyncEnumerable<SseItem<string>> ChangesAsync(
        Func<CancellationToken, Task<int>> fingerprint, TimeProvider time, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int? last = null;
        using var timer = new PeriodicTimer(Interval, time);
        while (!stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var now = await OrAwayAsync(fingerprint, cancellationToken);
            if (now != last)
                yield return new SseItem<string>("changed", "changed");
            last = now;
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task<int> OrAwayAsync(Func<CancellationToken, Task<int>> fingerprint, CancellationToken cancellationToken)
    {
        try
        {
            return await fingerprint(cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.NotFound)
        {
            return (int)error.StatusCode;
        }
    }

    private static async Task<int> AllAsync(RunBoard board, CancellationToken cancellationToken)
    {
        var hash = new HashCode();
        foreach (var run in await board.ListAsync(Interval, cancellationToken))
            hash.Add(Fingerprint(run));
        return hash.ToHashCode();
    }

    private static async Task<int> OneAsync(string id, ClassifierService.ClassifierServiceClient classifier, CancellationToken cancellationToken) =>
        Fingerprint((await classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run);

    private static int Fingerprint(Run run) =>
        HashCode.Combine(run.RunId, run.State, run.Phase, run.BudgetSpent, run.Round, run.Progress, run.Assessments.Count, run.Result?.Curve.Count);
}
