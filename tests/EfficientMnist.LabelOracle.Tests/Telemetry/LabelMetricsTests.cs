using System.Diagnostics.Metrics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.LabelOracle.Tests.Storage;
using EfficientMnist.TestSupport;

namespace EfficientMnist.LabelOracle.Tests.Telemetry;

public sealed class LabelMetricsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Metrics_AfterPurchases_CountQueriesAndBudgetsWithoutRunOrSample(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        List<string> measured = [];
        using var listener = Listen(setup, measured);

        var (run, graded) = (await setup.OpenRunAsync(budget: 9), await setup.OpenRunAsync(budget: 100));
        await setup.BuyAsync(graded, "only", 7);
        await setup.GradingStore.GradeAsync(graded, GradingKind.Final, "", 1, OracleSetup.TestLabels, default);
        measured.Clear();
        await setup.BuyAsync(run, "first", 1, 2);
        await setup.Ledger.BuyAsync(OracleSetup.Purchase(run, "second", 2, 3) with { Strategy = "my own" }, default);
        await setup.BuyAsync(run, "first", 1, 2);
        await setup.Budgets.ReadAsync(default);
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
        await using (var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite))
        {
            listener = Listen(setup, measured);
            await setup.OpenRunAsync(budget: 9);
            await setup.Budgets.ReadAsync(default);
            await setup.SqlAsync("alter table runs rename to gone");
            listener.RecordObservableInstruments();
        }

        listener.Dispose();
        Assert.Equal(["eml.label.budget.limit=9 eml.dataset.name=numbers", "eml.label.budget.usage=0 eml.dataset.name=numbers"], measured);
    }

    // Else a host that is disposed of logs an unhandled fault.
    [Theory, OnSqlite, OnPostgres]
    public async Task Reader_ThatIsEnded_HasRunToItsEnd(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        List<string> measured = [];
        using var listener = Listen(setup, measured);

        await setup.OpenRunAsync(budget: 9);

        await setup.Budgets.StartAsync(default);
        var reading = setup.Budgets.ExecuteTask!;
        await Eventually.TrueAsync(() =>
        {
            listener.RecordObservableInstruments();
            return Task.FromResult(measured.Count > 0);
        });
        setup.Budgets.Dispose();
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Equal(TaskStatus.RanToCompletion, reading.Status);
    }

    private static MeterListener Listen(OracleSetup setup, List<string> measured)
    {
        var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == setup.Metrics.Meter)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            measured.Add($"{instrument.Name}={value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
        listener.Start();
        return listener;
    }
}
