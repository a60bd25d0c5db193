using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Grpc;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.Runs;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>The list of runs, page by page.</summary>
public sealed class RunPageTests
{
    // What a client accepts unless it is told otherwise.
    private const int DefaultMessageBytes = 4 << 20;

    [Fact]
    public async Task ListRuns_OfSomeHundreds_IsGivenInPagesOfWhichEachRunIsOnOne()
    {
        const int Count = 250;
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        Write(Path.GetDirectoryName(system.RunsFolder)!, Count);
        await system.StartClassifierAsync();

        var usual = await system.Client.ListRunsAsync(new ListRunsRequest());
        var second = await system.Client.ListRunsAsync(new ListRunsRequest { PageSize = 120, PageToken = usual.NextPageToken });
        // Stands before the first page, and so on neither of those behind it.
        await system.StartRunAsync("later");
        var third = await system.Client.ListRunsAsync(new ListRunsRequest { PageToken = second.NextPageToken });
        var all = await system.Client.ListAllRunsAsync().ToListAsync();
        var negative = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.ListRunsAsync(new ListRunsRequest { PageSize = -1 }));
        var stray = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.ListRunsAsync(new ListRunsRequest { PageToken = "stray" }));

        Assert.Equal((100, 120, 30, ""), (usual.Runs.Count, second.Runs.Count, third.Runs.Count, third.NextPageToken));
        var expected = Enumerable.Range(0, Count).Reverse().Select(IdOf).ToList();
        Assert.Equal(expected, usual.Runs.Concat(second.Runs).Concat(third.Runs).Select(run => run.RunId));
        Assert.Equal(["later", .. expected], all.Select(run => run.RunId));
        Assert.All((RpcException[])[negative, stray], error => Assert.Equal(StatusCode.InvalidArgument, error.StatusCode));
    }

    [Fact]
    public void Page_OfRunsWithMuchToSay_StaysBelowTheLimitOfAMessage()
    {
        List<Run> runs = [.. Enumerable.Range(0, 120).Select(i => new Run { RunId = IdOf(i), Error = new string('x', 100_000) }), new Run { RunId = "huge", Error = new string('x', 3 << 20) }];

        List<ListRunsResponse> pages = [RunPage.Of(runs, 0, "")];
        while (pages[^1].NextPageToken.Length > 0)
            pages.Add(RunPage.Of(runs, 0, pages[^1].NextPageToken));

        Assert.Equal(runs, pages.SelectMany(page => page.Runs));
        Assert.All(pages, page => Assert.InRange(page.CalculateSize(), 1, DefaultMessageBytes));
    }

    [Fact]
    public void Page_OfMoreThanThereMayBe_HasAsManyAsThereMayBe()
    {
        List<Run> runs = [.. Enumerable.Range(0, RunPage.Most + 1).Select(i => new Run { RunId = IdOf(i) })];

        Assert.Equal(RunPage.Most, RunPage.Of(runs, int.MaxValue, "").Runs.Count);
        Assert.Empty(RunPage.Of([], 0, "").Runs);
        Assert.Throws<RefusalException>(() => RunPage.Of(runs, 0, "stray"));
    }

    private static string IdOf(int number) => $"run-{number:000}";

    // As if they had been stopped before they bought anything.
    private static void Write(string state, int count)
    {
        using var store = new RunStore(state, TimeProvider.System);
        var options = RunOptionsBinder.Describe(RunOptionsBinder.Bind(new Dictionary<string, string> { ["dataset"] = SmallPool.Name, ["labels"] = "40" }));
        for (var number = 0; number < count; number++)
        {
            store.Create(new RunDefinition(IdOf(number), options, DateTimeOffset.UnixEpoch.AddMinutes(number)));
            var journal = store.Journal(IdOf(number));
            journal.Append(new RunStopped(), journal.Activate(DateTimeOffset.UnixEpoch));
        }
    }
}
