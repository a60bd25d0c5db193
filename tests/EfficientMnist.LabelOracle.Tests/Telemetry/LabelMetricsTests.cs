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
        desk.Metrics.ObserveBudgets(desk.Database);
        List<string> measured = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == desk.Metrics.Meter)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            measured.Add($"{instrument.Name}={value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
        listener.Start();

        var (run, graded) = (await desk.OpenRunAsync(budget: 9), await desk.OpenRunAsync(budget: 100));
        await desk.GradeBook.GradeAsync(graded, GradingKind.Final, "", 0, OracleDesk.TestLabels, default);
        await desk.BuyAsync(run, "first", 1, 2);
        await desk.Ledger.BuyAsync(OracleDesk.Purchase(run, "second", 2, 3) with { Strategy = "my own" }, default);
        await desk.BuyAsync(run, "first", 1, 2);
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
}
