using System.Diagnostics;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Telemetry;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Telemetry;

public sealed class LabelQuerySpanTests : IDisposable
{
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public LabelQuerySpanTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == LabelQuerySpans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (_spans)
                    _spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_TwoLabels_MakesTwoRootSpansLinkedToTheCaller(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 9);
        await setup.BuyAsync(run, "earlier", 8);
        using var round = new Activity("round").Start();

        await setup.BuyAsync(run, "first", 8, 42);

        Assert.Same(round, Activity.Current);
        var spans = SpansOf(run)[1..];
        Assert.Equal(2, spans.Count);
        Assert.All(spans, span =>
        {
            Assert.Equal("label.query", span.OperationName);
            Assert.Null(span.Parent);
            Assert.Equal(default, span.ParentSpanId);
            Assert.NotEqual(round.TraceId, span.TraceId);
            Assert.Equal(round.Context, Assert.Single(span.Links).Context);
        });
        Assert.NotEqual(spans[0].TraceId, spans[1].TraceId);
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["eml.run.id"] = run.Value,
                ["eml.sample.id"] = 42,
                ["eml.strategy.name"] = "margin",
                ["eml.strategy.score"] = 0.49,
                ["eml.strategy.rank"] = 2,
                ["eml.query.purpose"] = "acquire",
                ["eml.query.charged"] = true,
                ["eml.query.action"] = "bought",
                ["eml.budget.remaining"] = 7,
            },
            spans[1].TagObjects.ToDictionary());
        Assert.Equal(false, spans[0].GetTagItem("eml.query.charged"));
        Assert.Equal(8, spans[0].GetTagItem("eml.budget.remaining"));
        Assert.Equal(
            SpansOf(run).Select(span => span.TraceId.ToHexString()),
            (await setup.RowsAsync(run)).Select(row => row.TraceId));
    }

    [Fact]
    public async Task Buy_OverTheWire_LinksTheRemoteCaller()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenRunAsync(budget: 9);
        var caller = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
        using var source = new ActivitySource("EfficientMnist.LabelOracle"); // heard by this test's listener
        using var call = source.StartActivity("server", ActivityKind.Server, caller);

        await setup.BuyAsync(run, "first", 42);

        var link = Assert.Single(Assert.Single(SpansOf(run)).Links).Context;
        Assert.Equal((caller.TraceId, caller.SpanId), (link.TraceId, link.SpanId));
    }

    [Fact]
    public async Task Buy_ReplayedOrRefused_MakesNoSpan()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenRunAsync(budget: 1);
        await setup.BuyAsync(run, "first", 42);

        await setup.BuyAsync(run, "first", 42);
        await setup.BuyAsync(run, "second", 43);

        Assert.Single(SpansOf(run));
    }

    [Fact]
    public async Task Buy_WhenTheTransactionFails_MarksTheSpansAsFailed()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenRunAsync(budget: 3);
        await setup.SqlAsync("create trigger full before insert on ledger when new.sample_id = 43 begin select raise(abort, 'disk full'); end");

        await Assert.ThrowsAnyAsync<Exception>(() => setup.BuyAsync(run, "first", 42, 43));

        Assert.All(SpansOf(run), span => Assert.Equal(ActivityStatusCode.Error, span.Status));
        Assert.All(SpansOf(run), span => Assert.Equal(false, span.GetTagItem("eml.query.charged")));
        Assert.Equal(2, SpansOf(run).Count);
        Assert.Empty(await setup.RowsAsync(run));
        Assert.Equal(3, (await setup.BudgetAsync(run)).Remaining);
    }

    // Other tests buy at the same time.
    private List<Activity> SpansOf(RunId run)
    {
        lock (_spans)
            return [.. _spans.Where(span => (string?)span.GetTagItem("eml.run.id") == run.Value)];
    }
}
