using System.Diagnostics.Metrics;
using EfficientMnist.LabelOracle.Tests.Storage;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.LabelOracle.Tests.Telemetry;

public sealed class LabelMetricsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Metrics_AfterPurchases_CountQueriesAndBudgetsWithoutRunOrSample(string storage)
    {
        await using var desk = await OracleDesk.OpenAsync(storage);
        List<string> measured = [];
        using var listener = Listen(desk, measured);

        var (run, graded) = (await desk.OpenRunAsync(budget: 9), await desk.OpenRunAsync(budget: 100));
        await desk.BuyAsync(graded, "only", 7);
        await desk.GradeBook.GradeAsync(graded, GradingKind.Final, "", 1, OracleDesk.TestLabels, default);
        measured.Clear();
        await desk.BuyAsync(run, "first", 1, 2);
        await desk.Ledger.BuyAsync(OracleDesk.Purchase(run, "second", 2, 3) with { Strategy = "my own" }, default);
        await desk.BuyAsync(run, "first", 1, 2);
        await desk.Budgets.ReadAsync(default);
        listener.RecordObservableInstruments();

        Assert.Equal(
            [
                "eml.label.queries=2 eml.strategy.name=margin eml.query.purpose=acquire eml.query.charged=True",
                "eml.label.queries=1 eml.strategy.name=other eml.query.purpose=acquire eml.query.charged=False",
                "eml.label.queries=1 eml.strategy.name=other eml.query.purpose=acquire eml.query.charged=True",
                "eml.label.budget.limit=9 eml.dataset.name=numbers",
                "eml.label.budget.usage=3 eml.dataset.name=numbers",
            ],
            measured);
    }

    [Fact]
    public async Task Metrics_WithADatabaseThatIsAway_AreThoseReadLast()
    {
        List<string> measured = [];
        MeterListener listener;
        await using (var desk = await OracleDesk.OpenAsync(TestStorage.Sqlite))
        {
            listener = Listen(desk, measured);
            await desk.OpenRunAsync(budget: 9);
            await desk.Budgets.ReadAsync(default);
            await desk.SqlAsync("alter table runs rename to gone");
            listener.RecordObservableInstruments();
        }

        listener.Dispose();
        Assert.Equal(["eml.label.budget.limit=9 eml.dataset.name=numbers", "eml.label.budget.usage=0 eml.dataset.name=numbers"], measured);
    }

    private static MeterListener Listen(OracleDesk desk, List<string> measured)
    {
        var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == desk.Metrics.Meter)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            measured.Add($"{instrument.Name}={value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
        listener.Start();
        return listener;
    }
}
