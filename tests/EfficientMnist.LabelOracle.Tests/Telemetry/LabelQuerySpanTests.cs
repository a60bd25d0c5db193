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
                ["eml.run.round"] = 1,
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

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_OfSeveralLabels_TellsBelowEachWhatItsTimeWentInto(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 9);

        await setup.BuyAsync(run, "first", 8, 42);

        Assert.All(SpansOf(run), query =>
        {
            List<Activity> below;
            lock (_spans)
                below = [.. _spans.Where(span => span.TraceId == query.TraceId && span != query)];
            var purchase = Assert.Single(below, span => span.ParentSpanId == query.SpanId);
            Assert.Equal(("label.purchase", 2), (purchase.OperationName, purchase.GetTagItem("eml.purchase.labels")));
            var statements = below.Where(span => span.ParentSpanId == purchase.SpanId).OrderBy(span => span.StartTimeUtc).ToList();
            Assert.Equal(["sql.begin", "sql.commit", "sql.insert", "sql.select"], statements.Select(span => span.OperationName).Order(StringComparer.Ordinal));
            Assert.All(statements, span => Assert.Equal(storage == TestStorage.Sqlite ? "sqlite" : "postgresql", span.GetTagItem("db.system.name")));
            // They fill the query from its begin to its end, but for the rows of the other labels.
            Assert.Equal(query.StartTimeUtc, statements[0].StartTimeUtc);
            Assert.All(statements, span => Assert.InRange(span.StartTimeUtc + span.Duration, query.StartTimeUtc, query.StartTimeUtc + query.Duration));
        });
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
