using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Questions;

public sealed class AnswerStoreTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Answer_OfSeveral_RecordsEachAndTellsThoseThatCannotHaveIt(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(6);
        await setup.AskAsync(run, "first", 1, 2, 3, 4, 5);
        Assert.Equal(1, await setup.ClaimAsync(run, "bob"));
        await setup.ClaimAsync(run, [3, 4], "ann");
        await setup.AnswerAsync(run, 2, 0, "cid");

        var several = Assert.IsType<AnswerOutcome.Several>(await setup.AnswerAsync(run, [4, 1, 3, 2, 9], 7, "ann"));

        Assert.Equal([(4, 7), (3, 7)], several.Entries.Select(recorded => (recorded.Row.Sample.Value, recorded.Row.Label)));
        Assert.All(several.Entries, recorded => Assert.Equal(("ann", LedgerAction.Answered, true), (recorded.Row.Annotator, recorded.Row.Action, recorded.Row.Charged)));
        Assert.Equal(
            [(1, typeof(AnswerOutcome.Held)), (2, typeof(AnswerOutcome.AnsweredBefore)), (9, typeof(AnswerOutcome.NotAsked))],
            several.LeftOut.Select(left => (left.Sample.Value, left.Why.GetType())));
        Assert.Equal((2, 3, new RunBudget(6, 3)), (several.Progress.Open, several.Progress.Answered, several.Progress.Budget));
        var again = Assert.IsType<AnswerOutcome.Several>(await setup.AnswerAsync(run, [4, 3], 7, "ann"));
        Assert.All(again.Entries, recorded => Assert.True(recorded.Replayed));
        Assert.Equal(new RunBudget(6, 3), await setup.BudgetAsync(run));
        Assert.Empty((await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string>(), default)).Faults);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Undo_OfSeveral_TakesBackTheLatestAsFarAsThereAreAny(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(6);
        await setup.AskAsync(run, "first", 1, 2, 3, 4, 5, 6);
        await setup.AnswerAsync(run, 6, 0, "ann"); // and is given 1
        await setup.AnswerAsync(run, 5, 0, "bob"); // and is given 2
        await setup.AnswerAsync(run, [1, 3, 4], 7, "ann");

        Assert.Equal(1, Assert.IsType<AnswerOutcome.Recorded>(await setup.UndoAsync(run, "ann", 3)).Row.Sample.Value);
        Assert.Equal(new RunBudget(6, 2), await setup.BudgetAsync(run));
        Assert.Equal(6, Assert.IsType<AnswerOutcome.Recorded>(await setup.UndoAsync(run, "ann", 3)).Row.Sample.Value);
        Assert.IsType<AnswerOutcome.NothingToUndo>(await setup.UndoAsync(run, "ann", 3));

        Assert.Equal(new RunBudget(6, 1), await setup.BudgetAsync(run));
        Assert.Equal([6, 1, 3, 4], await setup.ListAsync(run, "ann"));
        Assert.Empty((await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string>(), default)).Faults);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Several_WithTooManyOrOneTwice_IsRefusedAndSaysWhatIsAllowed(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(6);
        await setup.AskAsync(run, "first", 1, 2);

        Assert.Equal("The number of images is 101; give 1 to 100.", (await Assert.ThrowsAsync<RefusalException>(() => setup.AnswerAsync(run, [.. Enumerable.Range(0, 101)], 7, "ann"))).Message);
        Assert.Equal("Image 2 is named 2 times; name each once.", (await Assert.ThrowsAsync<RefusalException>(() => setup.ClaimAsync(run, [2, 1, 2], "ann"))).Message);
        Assert.Equal("count is 101; give 1 to 100.", (await Assert.ThrowsAsync<RefusalException>(() => setup.UndoAsync(run, "ann", 101))).Message);
        Assert.Equal("The limit is 1001; give 1 to 1000, or 0 for 1000.", (await Assert.ThrowsAsync<RefusalException>(() => setup.ListAsync(run, "ann", 1_001))).Message);
        Assert.Equal(new RunBudget(6, 0), await setup.BudgetAsync(run));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reject_IsAnAnswerThatIsChargedEndsTheQuestionAndHasNoLabel(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(3);
        await setup.AskAsync(run, "first", 1, 2, 3);

        var rejected = Assert.IsType<AnswerOutcome.Recorded>(await setup.RejectAsync(run, 1, RejectReason.Unusable, "ann"));
        var again = Assert.IsType<AnswerOutcome.Recorded>(await setup.RejectAsync(run, 1, RejectReason.Unusable, "ann"));
        var other = await setup.RejectAsync(run, 1, RejectReason.NoneOfThese, "ann");
        await setup.RejectAsync(run, 3, RejectReason.NoneOfThese, "bob");

        Assert.Equal((LedgerAction.Answered, LedgerRow.NoLabel, RejectReason.Unusable, true), (rejected.Row.Action, rejected.Row.Label, rejected.Row.Reject, rejected.Row.Charged));
        Assert.Equal((true, rejected.Row.EntryId), (again.Replayed, again.Row.EntryId));
        Assert.IsType<AnswerOutcome.AnsweredBefore>(other);
        var last = Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, 2, 4, "ann"));
        Assert.Equal((0, 3, 2, 3), (last.Progress.Open, last.Progress.Answered, last.Progress.Rejected, last.Progress.Budget.Spent));
        Assert.Empty((await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string>(), default)).Faults);
        Assert.IsType<PurchaseOutcome.AskedBefore>(await setup.AskAsync(run, "second", 1));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Undo_OfARejection_GivesItsChargeBackAndOpensTheQuestion(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(2);
        await setup.AskAsync(run, "first", 1, 2);
        await setup.RejectAsync(run, 1, RejectReason.NoneOfThese, "ann");

        var undone = Assert.IsType<AnswerOutcome.Recorded>(await setup.UndoAsync(run, "ann"));

        Assert.Equal((LedgerAction.Undone, RejectReason.Unspecified, 1), (undone.Row.Action, undone.Row.Reject, undone.Next!.Sample.Value));
        Assert.Equal((2, 0, 0), (undone.Progress.Open, undone.Progress.Rejected, undone.Progress.Budget.Spent));
        Assert.Empty((await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string>(), default)).Faults);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Correct_OfAnExtendedRun_ReachesWhatWasAnsweredSinceItWasGraded(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(1);
        await setup.AskAsync(run, "first", 1);
        await setup.AnswerAsync(run, 1, 5, "ann");
        await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 1, OracleSetup.TestLabels, default);
        await setup.Runs.ExtendAsync(run, 3, default);

        await setup.AskAsync(run, "second", 2, 3);
        await setup.AnswerAsync(run, 2, 6, "ann");
        await setup.AnswerAsync(run, 3, 6, "ann");

        Assert.IsType<AnswerOutcome.RunGraded>(await setup.CorrectAsync(run, 1, 7, "ann"));
        Assert.IsType<AnswerOutcome.Recorded>(await setup.CorrectAsync(run, 2, 7, "ann"));
        Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.AskAsync(run, "third", 4));
        Assert.Empty((await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string>(), default)).Faults);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Correct_BetweenALabelAndARejection_ChargesNothing(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(2);
        await setup.AskAsync(run, "first", 1, 2);
        await setup.AnswerAsync(run, 1, 5, "ann");
        await setup.RejectAsync(run, 2, RejectReason.Unusable, "ann");

        var rejected = Assert.IsType<AnswerOutcome.Recorded>(await setup.Answers.CorrectAsync(run, new SampleId(1), Verdict.Of(RejectReason.NoneOfThese), new Annotator("bob"), default));
        var labelled = Assert.IsType<AnswerOutcome.Recorded>(await setup.CorrectAsync(run, 2, 7, "bob"));

        Assert.Equal((LedgerAction.Corrected, LedgerRow.NoLabel, RejectReason.NoneOfThese, false), (rejected.Row.Action, rejected.Row.Label, rejected.Row.Reject, rejected.Row.Charged));
        Assert.Equal((7, RejectReason.Unspecified, false), (labelled.Row.Label, labelled.Row.Reject, labelled.Row.Charged));
        Assert.Equal((1, 2), (labelled.Progress.Rejected, labelled.Progress.Budget.Spent));
        var reason = Assert.Throws<RefusalException>(() => Verdict.Of(RejectReason.Unspecified));
        Assert.Equal(RefusalKind.Invalid, reason.Kind);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Answer_AnImage_IsARowWithAllThatIsKnownAndIsCharged(string storage)
    {
        var time = new MovableTime();
        await using var setup = await OracleSetup.OpenAsync(storage, time);
        var run = await setup.OpenHumanRunAsync(budget: 5, "cat", "dog");
        await setup.AskAsync(run, "first", 42, 7);
        await setup.ClaimAsync(run, "ann");

        var recorded = Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, 42, 1, "ann"));

        var row = Assert.Single(await setup.RowsAsync(run));
        Assert.Equal(row, recorded.Row);
        Assert.Equal(
            new LedgerRow
            {
                EntryId = row.EntryId,
                Run = run,
                Request = new RequestId("first"),
                Sample = new(42),
                Label = 1,
                Purpose = QueryPurpose.Acquire,
                Strategy = "margin",
                Score = 0.5,
                Rank = 1,
                Round = 1,
                Charged = true,
                Paid = 1,
                Time = time.GetUtcNow(),
                Action = LedgerAction.Answered,
                Annotator = "ann",
                Chain = row.Chain,
            },
            row);
        Assert.Equal(new RunBudget(5, 1), await setup.BudgetAsync(run));
        Assert.Equal((1, 1, 1, row.EntryId, 1), (recorded.Progress.Open, recorded.Progress.Answered, recorded.Progress.Claimed, recorded.Progress.LastEntry, recorded.Progress.Budget.Spent));
        Assert.Equal((7, "ann", time.GetUtcNow().AddMinutes(10)), (recorded.Next!.Sample.Value, recorded.Next.Holder, recorded.Next.HeldUntil));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Answer_TheSameAgain_IsTheRowFromBefore(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 42);
        var first = Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, 42, 1, "ann"));

        var again = Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, 42, 1, "ann"));

        Assert.Equal((first.Row, true, false), (again.Row, again.Replayed, first.Replayed));
        Assert.Null(again.Next);
        Assert.Equal("ann", Assert.IsType<AnswerOutcome.AnsweredBefore>(await setup.AnswerAsync(run, 42, 2, "ann")).Annotator);
        Assert.IsType<AnswerOutcome.AnsweredBefore>(await setup.AnswerAsync(run, 42, 1, "bob"));
        Assert.IsType<AnswerOutcome.AnsweredBefore>(await setup.SkipAsync(run, 42, "ann"));
        Assert.Single(await setup.RowsAsync(run));
        Assert.Equal(new RunBudget(5, 1), await setup.BudgetAsync(run));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Answer_WhatWasNotAsked_IsRefused(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5, "cat", "dog");
        await setup.AskAsync(run, "first", 42);
        await setup.ClaimAsync(run, "bob");

        Assert.IsType<AnswerOutcome.NotAsked>(await setup.AnswerAsync(run, 7, 1, "ann"));
        Assert.IsType<AnswerOutcome.Held>(await setup.AnswerAsync(run, 42, 1, "ann"));
        Assert.IsType<AnswerOutcome.Held>(await setup.SkipAsync(run, 42, "ann"));
        Assert.IsType<AnswerOutcome.NotAnswered>(await setup.CorrectAsync(run, 42, 1, "ann"));
        Assert.IsType<AnswerOutcome.NothingToUndo>(await setup.UndoAsync(run, "ann"));
        Assert.IsType<AnswerOutcome.NobodyAsked>(await setup.AnswerAsync(await setup.OpenRunAsync(5), 42, 1, "ann"));
        Assert.IsType<AnswerOutcome.UnknownRun>(await setup.AnswerAsync(new RunId("nobodys"), 42, 1, "ann"));
        var error = await Assert.ThrowsAsync<RefusalException>(() => setup.AnswerAsync(run, 42, 2, "bob"));
        Assert.Equal($"Label 2 does not exist: the classes of run {run} are 0 … 1.", error.Message);
        Assert.Empty(await setup.RowsAsync(run));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Undo_AnAnswerAndASkip_TakesThemBackOneByOneWithNewRows(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 1, 2, 3, 4, 5);
        await setup.AnswerAsync(run, 1, 5, "ann");
        Assert.Equal(3, Assert.IsType<AnswerOutcome.Recorded>(await setup.SkipAsync(run, 2, "ann")).Next!.Sample.Value);
        await setup.AnswerAsync(run, 4, 6, "bob");

        var skip = Assert.IsType<AnswerOutcome.Recorded>(await setup.UndoAsync(run, "ann"));
        Assert.Equal(2, await setup.ClaimAsync(run, "ann"));
        Assert.Equal(3, await setup.ClaimAsync(run, "cid")); // which ann has let go of
        var answer = Assert.IsType<AnswerOutcome.Recorded>(await setup.UndoAsync(run, "ann"));

        Assert.Equal((2, 1), (skip.Row.Sample.Value, answer.Row.Sample.Value));
        Assert.Equal("ann", answer.Next!.Holder);
        Assert.Equal(1, answer.Progress.Answered);
        Assert.IsType<AnswerOutcome.NothingToUndo>(await setup.UndoAsync(run, "ann"));
        Assert.Equal(new RunBudget(5, 1), await setup.BudgetAsync(run));
        var rows = await setup.RowsAsync(run);
        Assert.Equal(
            [
                (1, LedgerAction.Answered, 5, 0), (2, LedgerAction.Skipped, -1, 0), (4, LedgerAction.Answered, 6, 0),
                (2, LedgerAction.Undone, -1, rows[1].EntryId), (1, LedgerAction.Undone, -1, rows[0].EntryId),
            ],
            rows.Select(row => (row.Sample.Value, row.Action, row.Label, row.Supersedes)));
        var anew = Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, 1, 7, "ann"));
        Assert.Equal((true, rows[4].EntryId), (anew.Row.Charged, anew.Row.Supersedes));
        Assert.Equal(new RunBudget(5, 2), await setup.BudgetAsync(run));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Undo_InARoundThatIsComplete_IsRefused(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 1);
        await setup.AnswerAsync(run, 1, 5, "ann");
        await setup.Questions.AskAsync(OracleSetup.Purchase(run, "second", 2, 3) with { Round = 2 }, default);

        Assert.IsType<AnswerOutcome.NothingToUndo>(await setup.UndoAsync(run, "ann"));
        await setup.AnswerAsync(run, 2, 5, "ann");
        Assert.Equal(2, Assert.IsType<AnswerOutcome.Recorded>(await setup.UndoAsync(run, "ann")).Row.Sample.Value);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Undo_OfASkippedImageThatAnotherIsAt_IsRefused(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 1, 2);
        await setup.SkipAsync(run, 1, "ann");
        await setup.ClaimAsync(run, "bob");

        Assert.Equal("bob", Assert.IsType<AnswerOutcome.Held>(await setup.UndoAsync(run, "ann")).Holder);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Skip_SentTwice_IsOneRowAndSkippedAnewIsAnother(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 1, 2);

        await setup.SkipAsync(run, 1, "ann");
        Assert.True(Assert.IsType<AnswerOutcome.Recorded>(await setup.SkipAsync(run, 1, "ann")).Replayed);
        var alone = Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, 2, 5, "ann"));
        var anew = Assert.IsType<AnswerOutcome.Recorded>(await setup.SkipAsync(run, 1, "ann"));

        Assert.Equal(1, alone.Next!.Sample.Value);
        Assert.Equal((false, 1), (anew.Replayed, anew.Next!.Sample.Value)); // where no other is free
        Assert.Equal(3, (await setup.RowsAsync(run)).Count);
        Assert.Equal(new RunBudget(5, 1), await setup.BudgetAsync(run));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Correct_AnAnswer_IsANewRowUnchargedUntilTheRunIsGraded(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 1, 2);
        await setup.AnswerAsync(run, 1, 5, "ann");
        await setup.AnswerAsync(run, 2, 6, "ann");

        var corrected = Assert.IsType<AnswerOutcome.Recorded>(await setup.CorrectAsync(run, 1, 8, "bob"));
        var again = Assert.IsType<AnswerOutcome.Recorded>(await setup.CorrectAsync(run, 1, 8, "ann"));

        Assert.Equal((corrected.Row, true), (again.Row, again.Replayed));
        var rows = await setup.RowsAsync(run);
        Assert.Equal(
            [(1, LedgerAction.Answered, 5, true, 0), (2, LedgerAction.Answered, 6, true, 0), (1, LedgerAction.Corrected, 8, false, rows[0].EntryId)],
            rows.Select(row => (row.Sample.Value, row.Action, row.Label, row.Charged, row.Supersedes)));
        Assert.Equal(new RunBudget(5, 2), await setup.BudgetAsync(run));
        await setup.Runs.CloseAsync(run, default);
        Assert.IsType<AnswerOutcome.RunClosed>(await setup.AnswerAsync(run, 1, 9, "ann"));
        Assert.IsType<AnswerOutcome.Recorded>(await setup.CorrectAsync(run, 1, 9, "ann"));
        await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 2, OracleSetup.TestLabels, default);
        Assert.IsType<AnswerOutcome.RunGraded>(await setup.CorrectAsync(run, 1, 7, "ann"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task List_AfterAnswersUndosAndCorrections_TellsTheLabelsAsTheyAreNow(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 20);
        await setup.AskAsync(run, "first", [.. Enumerable.Range(0, 15)]);
        for (var sample = 0; sample < 7; sample++)
            await setup.AnswerAsync(run, sample, sample % 10, "ann");
        // Image 7 is with ann by now.
        for (var sample = 8; sample < 14; sample++)
            await setup.AnswerAsync(run, sample, sample % 10, "bob");
        await setup.CorrectAsync(run, 2, 9, "bob");
        await setup.UndoAsync(run, "ann");

        var last = await setup.Answers.ListAsync(run, "", 0, default);
        var anns = await setup.Answers.ListAsync(run, "ann", 3, default);

        Assert.Equal([(2, 9), (13, 3), (12, 2), (11, 1), (10, 0), (9, 9), (8, 8), (5, 5), (4, 4), (3, 3)], last.Select(row => (row.Sample.Value, row.Label)));
        Assert.Equal([5, 4, 3], anns.Select(row => row.Sample.Value));
        await Assert.ThrowsAsync<RefusalException>(() => setup.Answers.ListAsync(run, "", 1_001, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Read_WithFilters_GivesTheRowsThatMatch(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 20);
        await setup.AskAsync(run, "first", 1, 9, 2, 3);
        await setup.AnswerAsync(run, 1, 5, "ann"); // who has image 9 then
        await setup.SkipAsync(run, 2, "bob");
        await setup.AnswerAsync(run, 3, 6, "bob");
        await setup.CorrectAsync(run, 3, 5, "ann");

        Assert.Equal([1, 3], await SamplesAsync(new LedgerFilter { Label = 5 }));
        Assert.Equal([2], await SamplesAsync(new LedgerFilter { Label = LedgerRow.NoLabel }));
        Assert.Equal([1, 3], await SamplesAsync(new LedgerFilter { Action = LedgerAction.Answered }));
        Assert.Equal([3, 3], await SamplesAsync(new LedgerFilter { Sample = new(3) }));
        Assert.Equal([2, 3], await SamplesAsync(new LedgerFilter { Annotator = "bob" }));
        Assert.Equal([1, 2, 3, 3], await SamplesAsync(new LedgerFilter { Round = 1, Purpose = QueryPurpose.Acquire }));
        Assert.Empty(await SamplesAsync(new LedgerFilter { Round = 2 }));
        Assert.Empty(await SamplesAsync(new LedgerFilter { Purpose = QueryPurpose.Seed }));
        Assert.Equal([3, 3, 2], await SamplesAsync(new LedgerFilter { NewestFirst = true, Limit = 3 }));
        var rows = await setup.RowsAsync(run);
        Assert.Equal([3, 2, 1], await SamplesAsync(new LedgerFilter { NewestFirst = true, Before = rows[3].EntryId }));

        async Task<List<int>> SamplesAsync(LedgerFilter filter)
        {
            List<int> samples = [];
            await foreach (var page in setup.Ledger.ReadAsync(run, filter, default))
                samples.AddRange(page.Select(row => row.Sample.Value));
            return samples;
        }
    }
}
