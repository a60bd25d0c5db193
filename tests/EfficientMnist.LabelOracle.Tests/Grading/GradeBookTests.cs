using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Grading;

public sealed class GradeBookTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Grade_SeveralTimes_RecordsEachAndCloses(string storage)
    {
        await using var desk = await OracleDesk.OpenAsync(storage);
        var run = await desk.OpenRunAsync(budget: 5);
        await desk.BuyAsync(run, "first", 1, 2, 3);
        int[] half = [.. OracleDesk.TestLabels.Select((label, i) => i % 2 == 0 ? label : 0)];

        var final = Assert.IsType<GradeOutcome.Graded>(await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 3, OracleDesk.TestLabels, default));
        var curve = Assert.IsType<GradeOutcome.Graded>(await desk.GradeBook.GradeAsync(run, GradingKind.Curve, "", 1, half, default));
        await desk.GradeBook.GradeAsync(run, GradingKind.Curve, "student", 3, half, default);

        Assert.Equal((1, 1.0, 1.0), (final.Number, final.Result.Accuracy, final.Result.MacroF1));
        Assert.Equal((2, 8.0 / 14.0), (curve.Number, curve.Result.Accuracy));
        Assert.Equal(3, await desk.GradeBook.CountAsync(run, default));
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
    public async Task Grade_ManyAtOnce_NumbersEachOnce(string storage)
    {
        await using var desk = await OracleDesk.OpenAsync(storage);
        var run = await desk.OpenRunAsync(budget: 5);

        var gradings = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(
            () => desk.GradeBook.GradeAsync(run, GradingKind.Curve, "", 0, OracleDesk.TestLabels, default))));

        Assert.Equal(Enumerable.Range(1, 12), gradings.Cast<GradeOutcome.Graded>().Select(graded => graded.Number).Order());
    }

    [Fact]
    public async Task Grade_ClaimingMoreLabelsThanBought_IsRefusedAndLeavesTheRunOpen()
    {
        await using var desk = await OracleDesk.OpenAsync(TestStorage.Sqlite);
        var run = await desk.OpenRunAsync(budget: 5);
        await desk.BuyAsync(run, "first", 1);

        var refused = await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 2, OracleDesk.TestLabels, default);

        Assert.Equal(new GradeOutcome.MoreUsedThanBought(run, 2, 1), refused);
        Assert.Equal(0, await desk.GradeBook.CountAsync(run, default));
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
