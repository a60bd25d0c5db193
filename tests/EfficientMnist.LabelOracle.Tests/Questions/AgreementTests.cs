using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Tests.Grading;
using EfficientMnist.LabelOracle.Tests.Storage;
using Said = EfficientMnist.LabelOracle.Questions.Said;

namespace EfficientMnist.LabelOracle.Tests.Questions;

public sealed class AgreementTests
{
    [Fact]
    public void Kappa_OfTwoPeople_IsByCohensAndByFleissDefinition()
    {
        // Fifty images, of which both say yes to 20 and no to 15: Pₑ of Cohen is 0.5, of Fleiss 0.55² + 0.45².
        var agreement = Of("ann", "bob", (20, 1, 1), (5, 1, 0), (10, 0, 1), (15, 0, 0));

        var pair = Assert.Single(agreement.Pairs);
        Assert.Equal(("ann", "bob", 50, 35), (pair.First, pair.Second, pair.Images, pair.Agreed));
        Assert.Equal(0.4, pair.Kappa!.Value, 1e-12);
        Assert.Equal((0.7 - 0.505) / (1 - 0.505), agreement.Kappa!.Value, 1e-12);
        Assert.Equal(15, agreement.Disagreements.Count);
    }

    [Fact]
    public void Kappa_WhereAllAnswersAreTheSameOrThereAreNone_IsNotDefined()
    {
        Assert.Null(Of("ann", "bob", (3, 1, 1)).Kappa);
        Assert.Null(Of("ann", "bob", (3, 1, 1)).Pairs[0].Kappa);
        Assert.Equal((null, 0), (new Agreement(4, []).Kappa, new Agreement(4, []).Pairs.Count));
    }

    [SklearnFact]
    public async Task Kappa_OfAPair_IsThatOfScikitLearn()
    {
        var random = new Random(3);
        List<TwiceAnswered> images = [.. Enumerable.Range(0, 200).Select(i =>
        {
            var (a, b) = (random.Next(4), random.Next(4));
            // Who is the first differs; the pair is one.
            return i % 2 == 0 ? Twice(i, "ann", a, "bob", random.Next(2) == 0 ? a : b) : Twice(i, "bob", b, "ann", random.Next(2) == 0 ? b : a);
        })];
        string Answers(string annotator) => string.Join(' ', images.Select(image => (image.First.Annotator == annotator ? image.First : image.Second).Label));
        const string Script = "from sklearn.metrics import cohen_kappa_score; print(repr(cohen_kappa_score(input().split(), input().split())))";

        var theirs = double.Parse(await SklearnFactAttribute.RunAsync(Script, $"{Answers("ann")}\n{Answers("bob")}\n"), System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(theirs, Assert.Single(new Agreement(200, images).Pairs).Kappa!.Value, 1e-9);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task SecondAnswer_IsGivenToSomebodyElseFirstAndChargesNothing(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenTwiceAnsweredRunAsync(3, share: 1);
        await setup.AskAsync(run, "first", 1, 2, 3);
        await setup.AnswerAsync(run, 1, 5, "ann");

        Assert.Equal(2, await setup.ClaimAsync(run, "ann"));
        var claimed = await setup.ClaimedAsync(run, "bob");
        Assert.Equal((1, true), (claimed.Question!.Sample.Value, claimed.Question.IsSecond));
        // Neither a third person's, nor the first one's.
        Assert.IsType<AnswerOutcome.Held>(await setup.AnswerAsync(run, 1, 5, "cid"));
        Assert.IsType<AnswerOutcome.AnsweredBefore>(await setup.AnswerAsync(run, 1, 6, "ann"));
        var second = Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, 1, 6, "bob"));
        var again = Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, 1, 6, "bob"));

        Assert.Equal((false, 0L, 3), (second.Row.Charged, second.Row.EntryId, second.Next!.Sample.Value));
        Assert.Equal((1, 0, 1), (second.Progress.Budget.Spent, second.Progress.SecondOpen, second.Progress.SecondAnswered));
        Assert.True(again.Replayed);
        Assert.IsType<AnswerOutcome.AnsweredBefore>(await setup.AnswerAsync(run, 1, 7, "cid"));
        Assert.Equal([(1, 5, "ann")], (await setup.Answers.ListAsync(run, "", 0, default)).Select(row => (row.Sample.Value, row.Label, row.Annotator)));
        Assert.Empty((await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string>(), default)).Faults);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task SecondAnswer_IsTakenBackOrSkippedLikeAnyOther(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenTwiceAnsweredRunAsync(3, share: 1);
        await setup.AskAsync(run, "first", 1, 2, 3);
        await setup.AnswerAsync(run, 1, 5, "ann");
        await setup.AnswerAsync(run, 1, 6, "bob");

        var undone = Assert.IsType<AnswerOutcome.Recorded>(await setup.UndoAsync(run, "bob"));
        Assert.Equal((1, true, 1), (undone.Next!.Sample.Value, undone.Next.IsSecond, undone.Progress.SecondOpen));
        var skipped = Assert.IsType<AnswerOutcome.Recorded>(await setup.SkipAsync(run, 1, "bob"));
        // Ann is at 2.
        Assert.Equal(3, skipped.Next!.Sample.Value);
        Assert.Equal(1, await setup.ClaimAsync(run, "cid"));
        await setup.AnswerAsync(run, 1, 5, "cid");

        // Once the first answer is taken back, nothing stands beside it.
        Assert.IsType<AnswerOutcome.Recorded>(await setup.UndoAsync(run, "ann"));
        Assert.Equal((0, 0), (await AgreementAsync(setup, run)).Counts());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Disagreement_IsListedUntilTheLabelIsCorrectedOrConfirmed(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenTwiceAnsweredRunAsync(3, share: 1);
        await setup.AskAsync(run, "first", 1, 2, 3);
        await setup.AnswerAsync(run, 1, 5, "ann");
        await setup.AnswerAsync(run, 2, 5, "ann");
        await setup.AnswerAsync(run, 3, 5, "ann");
        await setup.AnswerAsync(run, 1, 6, "bob");
        await setup.AnswerAsync(run, 2, 6, "bob");
        await setup.Answers.AnswerAsync(run, new SampleId(3), Verdict.Of(RejectReason.Unusable), new Annotator("bob"), default);

        var confirmed = Assert.IsType<AnswerOutcome.Recorded>(await setup.CorrectAsync(run, 1, 5, "ann"));
        var corrected = Assert.IsType<AnswerOutcome.Recorded>(await setup.CorrectAsync(run, 2, 6, "ann"));
        var twice = Assert.IsType<AnswerOutcome.Recorded>(await setup.CorrectAsync(run, 1, 5, "ann"));

        Assert.Equal((LedgerAction.Corrected, false, LedgerAction.Corrected, true), (confirmed.Row.Action, confirmed.Replayed, corrected.Row.Action, twice.Replayed));
        var agreement = await AgreementAsync(setup, run);
        Assert.Equal((3, 0), agreement.Counts());
        Assert.Equal([(1, true), (2, true), (3, false)], agreement.Disagreements.Select(image => (image.Sample.Value, image.IsSettled)));
        Assert.Equal((5, 6, RejectReason.Unusable), (agreement.Disagreements[0].First.Label, agreement.Disagreements[0].Second.Label, agreement.Disagreements[2].Second.Reject));
        Assert.Empty((await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string>(), default)).Faults);
    }

    [Fact]
    public async Task Share_DrawsAboutSoManyImagesAndNoneOfARunThatAsksForNone()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var samples = Enumerable.Range(0, 100).ToArray();
        async Task<int> DrawnAsync(double share)
        {
            var run = await setup.OpenTwiceAnsweredRunAsync(100, share);
            await setup.AskAsync(run, "all", samples);
            foreach (var sample in samples)
                await setup.AnswerAsync(run, sample, 1, "ann");
            return (await AgreementAsync(setup, run)).Drawn;
        }

        Assert.InRange(await DrawnAsync(0.3), 10, 55);
        Assert.Equal((0, 100), (await DrawnAsync(0), await DrawnAsync(1)));
    }

    [Fact]
    public async Task OpenRun_WithAShareThatCannotBe_IsRefused()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        async Task<string> RefusedAsync(OracleKind oracle, double share) => (await Assert.ThrowsAsync<RefusalException>(
            () => setup.Runs.OpenAsync(new RunId("r"), OracleSetup.Dataset, 3, oracle, [], default, secondShare: share))).Message;

        Assert.Contains("is 1.5; it must be 0 to 1", await RefusedAsync(OracleKind.Human, 1.5), StringComparison.Ordinal);
        Assert.Contains("Only people can answer an image twice", await RefusedAsync(OracleKind.Dataset, 0.1), StringComparison.Ordinal);
    }

    private static Task<Agreement> AgreementAsync(OracleSetup setup, RunId run) => setup.Answers.AgreementAsync(run, default);

    private static Agreement Of(string first, string second, params (int Images, int First, int Second)[] said)
    {
        List<TwiceAnswered> images = [.. said.SelectMany(cell => Enumerable.Repeat(cell, cell.Images)).Select((cell, i) => Twice(i, first, cell.First, second, cell.Second))];
        return new Agreement(images.Count, images);
    }

    private static TwiceAnswered Twice(int sample, string first, int one, string second, int other) =>
        new(new SampleId(sample), new Said(first, one, RejectReason.Unspecified), new Said(second, other, RejectReason.Unspecified), IsSettled: false);
}

internal static class AgreementCounts
{
    /// <summary>Images answered twice, and those agreed on.</summary>
    public static (int Twice, int Agreed) Counts(this Agreement agreement) => (agreement.Twice.Count, agreement.Agreed);
}
