using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Grading;

public sealed class GradingStoreTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Grade_EachPlaceOnce_RecordsEachAndCloses(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 5);
        await setup.BuyAsync(run, "first", 1, 2, 3);
        int[] half = [.. OracleSetup.TestLabels.Select((label, i) => i % 2 == 0 ? label : 0)];

        var final = Assert.IsType<GradeOutcome.Graded>(await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 3, OracleSetup.TestLabels, default));
        var curve = Assert.IsType<GradeOutcome.Graded>(await setup.GradingStore.GradeAsync(run, GradingKind.Curve, "", 1, half, default));
        await setup.GradingStore.GradeAsync(run, GradingKind.Curve, "student", 3, half, default);

        Assert.Equal((1, 2), (final.OfDataset, curve.OfDataset));
        Assert.Equal((1, 1.0, 1.0), (final.Number, final.Result.Accuracy, final.Result.MacroF1));
        Assert.Equal((2, 8.0 / 14.0), (curve.Number, curve.Result.Accuracy));
        Assert.Equal((3, 3), await setup.GradingsAsync(run));
        Assert.NotNull((await setup.Runs.FindAsync(run, default))!.ClosedAt);
        var recorded = await setup.Database.ReadAsync(
            session => session.QueryAsync(
                "select number, kind, member, labels_used, accuracy from gradings order by number",
                [],
                row => (row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetDouble(4)),
                default),
            default);
        Assert.Equal([(1, "final", "", 3, 1.0), (2, "curve", "", 1, 8.0 / 14.0), (3, "curve", "student", 3, 8.0 / 14.0)], recorded);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Grade_ThePlacesOfACurveAtOnce_NumbersEachOnce(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 20);
        await setup.BuyAsync(run, "first", [.. Enumerable.Range(0, 12)]);
        await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 12, OracleSetup.TestLabels, default);

        var gradings = await Task.WhenAll(Enumerable.Range(0, 12).Select(labels => Task.Run(
            () => setup.GradingStore.GradeAsync(run, GradingKind.Curve, "", labels, OracleSetup.TestLabels, default))));

        Assert.Equal(Enumerable.Range(2, 12), gradings.Cast<GradeOutcome.Graded>().Select(graded => graded.Number).Order());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Grade_OfAnExtendedRun_IsOnceMoreAndOnlyWithFurtherLabels(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 3);
        int[] oneChanged = [.. OracleSetup.TestLabels.Select((label, i) => i == 0 ? (label + 1) % 10 : label)];
        await setup.BuyAsync(run, "first", 1, 2, 3);
        await GradeAsync<GradeOutcome.Graded>(GradingKind.Final, 3, OracleSetup.TestLabels);
        Assert.IsType<PurchaseOutcome.RunClosed>(await setup.BuyAsync(run, "second", 4));

        Assert.Equal((new RunBudget(5, 3), 1), await setup.Runs.ExtendAsync(run, 5, default));
        Assert.Equal((new RunBudget(5, 3), 1), await setup.Runs.ExtendAsync(run, 5, default));
        Assert.Equal(RefusalKind.Invalid, (await Assert.ThrowsAsync<RefusalException>(() => setup.Runs.ExtendAsync(run, 4, default))).Kind);

        await GradeAsync<GradeOutcome.GradedBefore>(GradingKind.Final, 3, oneChanged);
        Assert.True((await GradeAsync<GradeOutcome.Graded>(GradingKind.Final, 3, OracleSetup.TestLabels)).Replayed);
        await GradeAsync<GradeOutcome.NotFinalYet>(GradingKind.Curve, 1, oneChanged);
        Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "second", 4, 5));
        Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.BuyAsync(run, "third", 6));
        await GradeAsync<GradeOutcome.Graded>(GradingKind.Final, 5, oneChanged);
        await GradeAsync<GradeOutcome.GradedBefore>(GradingKind.Final, 4, oneChanged);
        await GradeAsync<GradeOutcome.Graded>(GradingKind.Curve, 4, oneChanged);

        Assert.NotNull((await setup.Runs.FindAsync(run, default))!.ClosedAt);
        Assert.Equal((3, 3), await setup.GradingsAsync(run));
        // Repeated after it was graded again, it opens nothing.
        await setup.Runs.ExtendAsync(run, 5, default);
        Assert.NotNull((await setup.Runs.FindAsync(run, default))!.ClosedAt);
        for (var budget = 6; budget < 6 + RunLimits.Extensions - 1; budget++)
            await setup.Runs.ExtendAsync(run, budget, default);
        Assert.Contains("16 times", (await Assert.ThrowsAsync<RefusalException>(() => setup.Runs.ExtendAsync(run, 100, default))).Message, StringComparison.Ordinal);

        async Task<T> GradeAsync<T>(GradingKind kind, int labels, int[] predictions) =>
            Assert.IsType<T>(await setup.GradingStore.GradeAsync(run, kind, "", labels, predictions, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Grade_ToFishForTestLabels_TellsOneResultAndNoMore(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 5);
        int[] oneChanged = [.. OracleSetup.TestLabels.Select((label, i) => i == 0 ? (label + 1) % 10 : label)];

        Assert.IsType<GradeOutcome.NothingBought>(await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 0, OracleSetup.TestLabels, default));
        await setup.BuyAsync(run, "first", 1, 2);
        Assert.IsType<GradeOutcome.NotFinalYet>(await setup.GradingStore.GradeAsync(run, GradingKind.Curve, "", 1, OracleSetup.TestLabels, default));
        Assert.Null((await setup.Runs.FindAsync(run, default))!.ClosedAt);
        var first = Assert.IsType<GradeOutcome.Graded>(await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 2, OracleSetup.TestLabels, default));
        Assert.IsType<GradeOutcome.GradedBefore>(await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 2, oneChanged, default));
        Assert.IsType<GradeOutcome.GradedBefore>(await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 1, oneChanged, default));
        Assert.IsType<GradeOutcome.Graded>(await setup.GradingStore.GradeAsync(run, GradingKind.Curve, "", 1, oneChanged, default));
        Assert.IsType<GradeOutcome.GradedBefore>(await setup.GradingStore.GradeAsync(run, GradingKind.Curve, "", 1, OracleSetup.TestLabels, default));
        for (var member = 0; member < GradingStore.MaxMembers; member++)
            Assert.IsType<GradeOutcome.Graded>(await setup.GradingStore.GradeAsync(run, GradingKind.Curve, $"member {member}", 2, oneChanged, default));
        Assert.IsType<GradeOutcome.TooManyMembers>(await setup.GradingStore.GradeAsync(run, GradingKind.Curve, "one more", 2, oneChanged, default));

        var again = Assert.IsType<GradeOutcome.Graded>(await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 2, OracleSetup.TestLabels, default));
        Assert.Equal((first.Number, true, 18), (again.Number, again.Replayed, again.OfDataset));
        Assert.Equal((18, 18), await setup.GradingsAsync(run));
    }

    [Fact]
    public async Task Grade_ClaimingMoreLabelsThanBought_IsRefusedAndLeavesTheRunOpen()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenRunAsync(budget: 5);
        await setup.BuyAsync(run, "first", 1);

        var refused = await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 2, OracleSetup.TestLabels, default);

        Assert.Equal(new GradeOutcome.MoreUsedThanBought(run, 2, 1), refused);
        Assert.Equal((0, 0), await setup.GradingsAsync(run));
        Assert.Null((await setup.Runs.FindAsync(run, default))!.ClosedAt);
    }

    [Fact]
    public async Task Grade_WithBadPredictions_IsRefusedAndLeavesTheRunOpen()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenRunAsync(budget: 5);

        await Assert.ThrowsAsync<RefusalException>(() => setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 0, [1, 2, 3], default));
        await Assert.ThrowsAsync<RefusalException>(() => setup.GradingStore.GradeAsync(run, GradingKind.Unspecified, "", 0, OracleSetup.TestLabels, default));
        await Assert.ThrowsAsync<RefusalException>(() => setup.GradingStore.GradeAsync(run, GradingKind.Final, "", -1, OracleSetup.TestLabels, default));
        await Assert.ThrowsAsync<RefusalException>(() => setup.GradingStore.GradeAsync(run, GradingKind.Final, "student", 0, OracleSetup.TestLabels, default));

        Assert.Null((await setup.Runs.FindAsync(run, default))!.ClosedAt);
    }

    [Fact]
    public async Task Grade_OfAnUnknownRun_IsRefused()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);

        var refused = await setup.GradingStore.GradeAsync(new RunId("nobodys"), GradingKind.Final, "", 0, OracleSetup.TestLabels, default);

        Assert.IsType<GradeOutcome.UnknownRun>(refused);
    }
}
