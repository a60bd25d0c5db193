using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Runs;

public sealed class RunRegisterTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Open_Again_ChangesNothing(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 5);
        await setup.BuyAsync(run, "first", 1, 2);

        var again = Assert.IsType<OpenRunOutcome.Opened>(await setup.Runs.OpenAsync(run, OracleSetup.Dataset, 5, OracleKind.Dataset, [], default));

        Assert.Equal(new RunBudget(5, 2), again.Run.Budget);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], again.Run.ClassNames);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Open_WithAnotherBudgetOrDataset_IsRefused(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 5);

        var taken = Assert.IsType<OpenRunOutcome.Taken>(await setup.Runs.OpenAsync(run, OracleSetup.Dataset, 6, OracleKind.Dataset, [], default));
        Assert.IsType<OpenRunOutcome.Taken>(await setup.Runs.OpenAsync(run, "glyphs", 5, OracleKind.Dataset, [], default));

        Assert.Equal(5, taken.Existing.Budget.Limit);
        Assert.Equal(5, (await setup.BudgetAsync(run)).Limit);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Open_ManyAtOnce_OpensOnce(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var id = new RunId("shared");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => setup.Runs.OpenAsync(id, OracleSetup.Dataset, 1 + (i % 2), OracleKind.Dataset, [], default))));

        Assert.Equal(8, outcomes.OfType<OpenRunOutcome.Opened>().Count());
        Assert.Single(outcomes.OfType<OpenRunOutcome.Opened>().Select(opened => opened.Run.Budget).Distinct());
    }

    [Fact]
    public async Task Open_WithABudgetOfNothing_IsRefused()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);

        var error = await Assert.ThrowsAsync<RefusalException>(() => setup.Runs.OpenAsync(new RunId("r"), OracleSetup.Dataset, 0, OracleKind.Dataset, [], default));
        Assert.Equal("The budget is 0; give at least 1 label.", error.Message);
    }

    [Fact]
    public async Task Open_OnAnUnknownDataset_SaysSo()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);

        var error = await Assert.ThrowsAsync<RefusalException>(() => setup.Runs.OpenAsync(new RunId("r"), "no-such-set", 5, OracleKind.Dataset, [], default));
        Assert.Contains("no-such-set", error.Message, StringComparison.Ordinal);
        Assert.Null(await setup.Runs.FindAsync(new RunId("r"), default));
    }
}
