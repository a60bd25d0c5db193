using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Grading;

public sealed class GradeBookTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Grade_EachPlaceOnce_RecordsEachAndCloses(string storage)
    {
        await using var desk = await OracleDesk.OpenAsync(storage);
        var run = await desk.OpenRunAsync(budget: 5);
        await desk.BuyAsync(run, "first", 1, 2, 3);
        int[] half = [.. OracleDesk.TestLabels.Select((label, i) => i % 2 == 0 ? label : 0)];

        var final = Assert.IsType<GradeOutcome.Graded>(await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 3, OracleDesk.TestLabels, default));
        var curve = Assert.IsType<GradeOutcome.Graded>(await desk.GradeBook.GradeAsync(run, GradingKind.Curve, "", 1, half, default));
        await desk.GradeBook.GradeAsync(run, GradingKind.Curve, "student", 3, half, default);

        Assert.Equal((1, 2), (final.OfDataset, curve.OfDataset));
        Assert.Equal((1, 1.0, 1.0), (final.Number, final.Result.Accuracy, final.Result.MacroF1));
        Assert.Equal((2, 8.0 / 14.0), (curve.Number, curve.Result.Accuracy));
        Assert.Equal((3, 3), await desk.GradingsAsync(run));
        Assert.NotNull((await desk.Runs.FindAsync(run, default))!.ClosedAt);
        var recorded = await desk.Database.ReadAsync(
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
        await using var desk = await OracleDesk.OpenAsync(storage);
        var run = await desk.OpenRunAsync(budget: 20);
        await desk.BuyAsync(run, "first", [.. Enumerable.Range(0, 12)]);
        await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 12, OracleDesk.TestLabels, default);

        var gradings = await Task.WhenAll(Enumerable.Range(0, 12).Select(labels => Task.Run(
            () => desk.GradeBook.GradeAsync(run, GradingKind.Curve, "", labels, OracleDesk.TestLabels, default))));

        Assert.Equal(Enumerable.Range(2, 12), gradings.Cast<GradeOutcome.Graded>().Select(graded => graded.Number).Order());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Grade_ToFishForTestLabels_TellsOneResultAndNoMore(string storage)
    {
        await using var desk = await OracleDesk.OpenAsync(storage);
        var run = await desk.OpenRunAsync(budget: 5);
        int[] oneChanged = [.. OracleDesk.TestLabels.Select((label, i) => i == 0 ? (label + 1) % 10 : label)];

        Assert.IsType<GradeOutcome.NothingBought>(await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 0, OracleDesk.TestLabels, default));
        await desk.BuyAsync(run, "first", 1, 2);
        Assert.IsType<GradeOutcome.NotFinalYet>(await desk.GradeBook.GradeAsync(run, GradingKind.Curve, "", 1, OracleDesk.TestLabels, default));
        Assert.Null((await desk.Runs.FindAsync(run, default))!.ClosedAt);
        var first = Assert.IsType<GradeOutcome.Graded>(await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 2, OracleDesk.TestLabels, default));
        Assert.IsType<GradeOutcome.GradedBefore>(await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 2, oneChanged, default));
        Assert.IsType<GradeOutcome.GradedBefore>(await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 1, oneChanged, default));
        Assert.IsType<GradeOutcome.Graded>(await desk.GradeBook.GradeAsync(run, GradingKind.Curve, "", 1, oneChanged, default));
        Assert.IsType<GradeOutcome.GradedBefore>(await desk.GradeBook.GradeAsync(run, GradingKind.Curve, "", 1, OracleDesk.TestLabels, default));
        for (var member = 0; member < GradeBook.MaxMembers; member++)
            Assert.IsType<GradeOutcome.Graded>(await desk.GradeBook.GradeAsync(run, GradingKind.Curve, $"member {member}", 2, oneChanged, default));
        Assert.IsType<GradeOutcome.TooManyMembers>(await desk.GradeBook.GradeAsync(run, GradingKind.Curve, "one more", 2, oneChanged, default));

        var again = Assert.IsType<GradeOutcome.Graded>(await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 2, OracleDesk.TestLabels, default));
        Assert.Equal((first.Number, true, 18), (again.Number, again.Replayed, again.OfDataset));
        Assert.Equal((18, 18), await desk.GradingsAsync(run));
    }

    [Fact]
    public async Task Grade_ClaimingMoreLabelsThanBought_IsRefusedAndLeavesTheRunOpen()
    {
        await using var desk = await OracleDesk.OpenAsync(TestStorage.Sqlite);
        var run = await desk.OpenRunAsync(budget: 5);
        await desk.BuyAsync(run, "first", 1);

        var refused = await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 2, OracleDesk.TestLabels, default);

        Assert.Equal(new GradeOutcome.MoreUsedThanBought(run, 2, 1), refused);
        Assert.Equal((0, 0), await desk.GradingsAsync(run));
        Assert.Null((await desk.Runs.FindAsync(run, default))!.ClosedAt);
    }

    [Fact]
    public async Task Grade_WithBadPredictions_IsRefusedAndLeavesTheRunOpen()
    {
        await using var desk = await OracleDesk.OpenAsync(TestStorage.Sqlite);
        var run = await desk.OpenRunAsync(budget: 5);

        await Assert.ThrowsAsync<RefusalException>(() => desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 0, [1, 2, 3], default));
        await Assert.ThrowsAsync<RefusalException>(() => desk.GradeBook.GradeAsync(run, GradingKind.Unspecified, "", 0, OracleDesk.TestLabels, default));
        await Assert.ThrowsAsync<RefusalException>(() => desk.GradeBook.GradeAsync(run, GradingKind.Final, "", -1, OracleDesk.TestLabels, default));
        await Assert.ThrowsAsync<RefusalException>(() => desk.GradeBook.GradeAsync(run, GradingKind.Final, "student", 0, OracleDesk.TestLabels, default));

        Assert.Null((await desk.Runs.FindAsync(run, default))!.ClosedAt);
    }

    [Fact]
    public async Task Grade_OfAnUnknownRun_IsRefused()
    {
        await using var desk = await OracleDesk.OpenAsync(TestStorage.Sqlite);

        var refused = await desk.GradeBook.GradeAsync(new RunId("nobodys"), GradingKind.Final, "", 0, OracleDesk.TestLabels, default);

        Assert.IsType<GradeOutcome.UnknownRun>(refused);
    }
}
