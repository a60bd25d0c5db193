using System.Text.Json;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Stopping;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

public sealed class ActiveLearnerTests
{
    [Fact]
    public void Learner_TaughtWhatItAsksFor_SpendsItsBudgetAndLearns()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options);

        var taught = Blobs.TeachToTheEnd(learner);

        Assert.Equal(60, taught.Select(l => l.Id).Distinct().Count());
        Assert.Equal((60, 8), (learner.State.Bought, learner.State.Rounds));
        Assert.Equal("the budget of 60 labels is spent", learner.Assess().Reason);
        Assert.Equal([8, 16, 24, 32, 40, 48, 56, 60], learner.State.Assessments.Select(a => a.Observation.Labels));
        var accuracy = Accuracy.Of(learner.PredictTest(), [.. Enumerable.Range(0, Blobs.TestCount).Select(Blobs.Truth)]);
        Assert.True(accuracy > 0.8, $"{accuracy:P0} of three blobs");
        Assert.Empty(learner.Query().Ids);
    }

    [Fact]
    public void Query_UntilItIsAnswered_IsTheSameAndTheFirstIsTheColdStarts()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options);
        var first = learner.Query();
        Assert.Equal(first.Ids, learner.Query().Ids);
        learner.Teach(Blobs.Ask(first));
        var second = learner.Query();

        Assert.Equal(("typi_clust", 0, true), (first.Strategy.Name, first.Round, first.IsColdStart));
        Assert.Equal(("margin", 1, false), (second.Strategy.Name, second.Round, second.IsColdStart));
        Assert.Empty(first.Ids.Intersect(second.Ids));
        Assert.Equal("random", new ActiveLearner(Blobs.Pool, Blobs.Options with { Strategy = new RandomStrategy() }).Query().Strategy.Name);
    }

    [Theory]
    [InlineData("margin", 0)]
    [InlineData("random", 0)]
    [InlineData("v_optimal", 0.25)]
    public void Query_WithImagesWantedAndExcluded_AsksForThoseFirstAndNeverForThese(string strategy, double validation)
    {
        var options = Blobs.Options with { Strategy = StrategyCatalog.Create(strategy), ValidationShare = validation };
        var held = ActiveLearner.SetAside(options, Blobs.Count, GivenLabels.None);
        int[] free = [.. Enumerable.Range(0, Blobs.Count).Where(id => !held.Contains(id))];
        int[] wanted = [.. free.Take(20).Reverse()];
        int[] excluded = [.. free.Skip(20).Take(80)];
        var learner = new ActiveLearner(Blobs.Pool, options);
        learner.Restore(LearnerState.Start.Wanting(wanted.Concat(held.Take(1))).Excluding(excluded));

        List<int> asked = [];
        while (!learner.HasStopped)
        {
            var query = learner.Query();
            Assert.Equal(wanted.Except(asked).Take(query.Batch.Count), query.Batch.Take(query.Wanted).Select(pick => pick.Index));
            // Half of a batch may come at a time.
            var answers = Blobs.Ask(query);
            learner.Teach(answers[..(answers.Length / 2)]);
            learner.Teach(Blobs.Ask(learner.Query()));
            asked.AddRange(query.Batch.Select(pick => pick.Index));
        }

        Assert.Equal(wanted, asked.Take(20));
        Assert.Empty(asked.Intersect(excluded));
        Assert.Equal(60, learner.State.Bought);
        Assert.Equal(60 * validation, learner.State.Validation.Count);
        learner.Restore(learner.State.Unmarked(excluded.Concat(wanted)));
        Assert.Empty(learner.State.Excluded);
        Assert.Equal(held.Take(1), learner.State.Wanted);
    }

    [Theory]
    [InlineData("uniform")]
    [InlineData("lure")]
    public void Learner_WhoseImagesAreRejected_AsksForOthersAndLearnsFromNoneOfThem(string validation)
    {
        var options = Blobs.Options with { ValidationShare = 0.25, ValidationKind = validation };
        var learner = new ActiveLearner(Blobs.Pool, options);
        List<int> asked = [];

        // All of the first batch, then every fourth image.
        while (!learner.HasStopped)
        {
            var (round, ids) = (learner.State.Rounds, learner.Query().Ids);
            asked.AddRange(ids);
            learner.Teach([.. ids.Select(id => new BoughtLabel(id, round == 0 || id % 4 == 0 ? BoughtLabel.None : Blobs.Truth(id)))]);
            if (round == 0)
                Assert.Equal((true, "every image so far was rejected"), (learner.Query().IsColdStart, learner.Assess().Reason));
        }

        Assert.Equal((60, 60), (learner.State.Bought, asked.Distinct().Count()));
        Assert.Equal(learner.State.Rejected, asked.Take(8).Count() + asked.Skip(8).Count(id => id % 4 == 0));
        Assert.All(learner.State.Labels, label => Assert.InRange(label.Label, 0, 2));
        Assert.Equal(learner.State.Validation.Count(label => label.Label != BoughtLabel.None), learner.Estimate()!.Labels);
        var accuracy = Accuracy.Of(learner.PredictTest(), [.. Enumerable.Range(0, Blobs.TestCount).Select(Blobs.Truth)]);
        Assert.True(accuracy > 0.7, $"{accuracy:P0} of three blobs");
        var restored = new ActiveLearner(Blobs.Pool, options);
        restored.Restore(JsonSerializer.Deserialize<LearnerState>(JsonSerializer.Serialize(learner.State))!);
        Assert.Equal(learner.State.Labels, restored.State.Labels);
        Assert.Equal(learner.PredictTest(), restored.PredictTest());
    }

    [Theory]
    [InlineData("margin")]
    [InlineData("v_optimal")]
    public void Learner_OfAPoolWithImagesOfNoClass_LearnsToLeaveThemAlone(string strategy)
    {
        // Two classes side by side, and as many images of neither at the same distance from both, which is where doubt is greatest.
        var random = new Random(1);
        var centres = new[] { (-1.5f, 0f), (1.5f, 0f), (0f, 5f) };
        var points = Enumerable.Range(0, 600).SelectMany(id => new[] { centres[id % 3].Item1 + random.NextSingle(), centres[id % 3].Item2 + random.NextSingle() });
        var learner = new ActiveLearner(ImagePool.Of(new FeatureMatrix([.. points], 600, 2)), new ActiveLearnerOptions { Classes = 2, Labels = 100, ColdStartSize = 10, Strategy = StrategyCatalog.Create(strategy) });
        List<int> asked = [];

        while (!learner.HasStopped)
        {
            int[] ids = [.. learner.Query().Ids];
            learner.Teach([.. ids.Select(id => new BoughtLabel(id, id % 3 == 2 ? BoughtLabel.None : id % 3))]);
            asked.AddRange(ids);
        }

        // The first ten are spread over all.
        Assert.InRange(asked.Take(10).Count(id => id % 3 == 2), 1, 9);
        Assert.InRange(asked.Skip(10).Count(id => id % 3 == 2), 0, 9);
    }

    [Theory]
    [InlineData("budget", "uniform")]
    [InlineData("stable", "lure")]
    public void Learner_WithALargerBudget_GoesOnWhereItHadEndedAndValidatesWithTheSameImages(string rule, string validation)
    {
        var options = Blobs.Options with { Labels = 40, ValidationShare = 0.2, ValidationKind = validation, Stop = new StopOptions { Kind = rule, Threshold = 0.5, Patience = 1, Minimum = 20 } };
        var first = new ActiveLearner(Blobs.Pool, options);
        var taught = Blobs.TeachToTheEnd(first);
        Assert.Equal(rule == "stable", first.State.Bought < 40);

        var second = new ActiveLearner(Blobs.Pool, options with { Extensions = [60], Stop = new StopOptions() });
        second.Restore(first.State.Extended());
        Assert.Equal("the budget was extended", second.State.Assessments[^1].Reason);
        var more = Blobs.TeachToTheEnd(second);

        Assert.Equal((60, 8), (second.State.Bought, second.State.Validation.Count));
        Assert.Empty(taught.Select(label => label.Id).Intersect(more.Select(label => label.Id)));
        Assert.Equal(first.State.Answers, second.State.Answers.Take(first.State.Answers.Count));
        Assert.Equal(first.State.Assessments.SkipLast(1), second.State.Assessments.Take(first.State.Assessments.Count - 1));
        Assert.Equal("the budget of 60 labels is spent", second.Assess().Reason);
        Assert.Throws<ArgumentException>(() => new ActiveLearner(Blobs.Pool, options with { Extensions = [Blobs.Count + 1] }));
        Assert.InRange(options.MostLabels(Blobs.Count), 60, Blobs.Count);
    }

    [Fact]
    public void Correct_OfARejectedImage_LearnsItAndTheOtherWayRound()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options);
        var first = Blobs.Ask(learner.Query());
        learner.Teach([first[0] with { Label = BoughtLabel.None }, .. first.Skip(1)]);

        Assert.True(learner.Correct([first[0], first[1] with { Label = BoughtLabel.None }]));

        Assert.Equal([first[0], .. first.Skip(2)], learner.State.Labels);
        Assert.Equal((first.Length, 1), (learner.State.Bought, learner.State.Rejected));
    }

    [Theory]
    [InlineData("margin", "uniform")]
    [InlineData("bald", "lure")]
    public void Learners_OfEqualOptions_AskForTheSameAndOfAnotherSeedForOthers(string strategy, string validation)
    {
        var options = Blobs.Options with { Strategy = StrategyCatalog.Create(strategy), ValidationShare = 0.25, ValidationKind = validation };
        List<BoughtLabel> Labels(int seed) => Blobs.TeachToTheEnd(new ActiveLearner(Blobs.Pool, options with { Seed = seed }));

        Assert.Equal(Labels(1), Labels(1));
        Assert.NotEqual(Labels(1), Labels(2));
    }

    [Fact]
    public void Teach_OfAFewAnswersAtATime_AsksForTheRestOfTheSameBatch()
    {
        var options = Blobs.Options with { ValidationShare = 0.25 };
        var whole = new ActiveLearner(Blobs.Pool, options);
        var parts = new ActiveLearner(Blobs.Pool, options);
        Blobs.TeachToTheEnd(whole);
        while (!parts.HasStopped)
        {
            var asked = parts.Query();
            parts.Teach(Blobs.Ask(asked)[..1]);
            if (asked.Ids.Count > 1)
                Assert.Equal(asked.Ids.Skip(1), parts.Query().Ids);
        }

        Assert.Equal(whole.State.Labels, parts.State.Labels);
        Assert.Equal(whole.State.Validation, parts.State.Validation);
        Assert.Equal(whole.State.Rounds, parts.State.Rounds);
    }

    [Fact]
    public void Validation_OfALearner_IsOutOfReachOfItsStrategyAndEstimatesItsAccuracy()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options with { ValidationShare = 0.5 });
        Blobs.TeachToTheEnd(learner);

        Assert.Equal((30, 30), (learner.State.Labels.Count, learner.State.Validation.Count));
        Assert.Empty(learner.State.Labels.Select(l => l.Id).Intersect(learner.State.Validation.Select(v => v.Id)));
        Assert.Equal(1.0 / Blobs.Count, learner.State.Validation[0].Probability);
        var estimate = learner.Estimate()!;
        Assert.Equal(30, estimate.Labels);
        Assert.InRange(estimate.Accuracy, 0.6, 1);
        Assert.Equal(estimate, learner.Assess().Observation.Estimate);
    }

    // As many labels as before, one of them another: what was fitted on the old ones must not be taken for it.
    [Theory]
    [InlineData("kernel")]
    [InlineData("knn")]
    public void Correct_OfALabel_LearnsFromTheNewOne(string classifier)
    {
        var options = Blobs.Options with { Classifier = ClassifierCatalog.Create(classifier, new Dictionary<string, string>()) };
        var learner = new ActiveLearner(Blobs.Pool, options);
        var labels = Blobs.Ask(learner.Query());
        var wrong = labels.Select((l, i) => i == 0 ? l with { Label = (l.Label + 1) % Blobs.Classes } : l).ToArray();
        learner.Teach(wrong);
        int[] all = [.. Enumerable.Range(0, Blobs.Count)];
        var (before, smoothedBefore) = (learner.Probabilities(all).Values.ToArray(), learner.PoolProbabilities().Values.ToArray());

        Assert.True(learner.Correct([labels[0]]));
        Assert.False(learner.Correct([labels[0]]));

        var right = new ActiveLearner(Blobs.Pool, options);
        right.Teach(labels);
        Assert.NotEqual(before, learner.Probabilities(all).Values.ToArray());
        Assert.Equal(right.Probabilities(all).Values.ToArray(), learner.Probabilities(all).Values.ToArray());
        Assert.NotEqual(smoothedBefore, learner.PoolProbabilities().Values.ToArray());
        Assert.Equal(right.PoolProbabilities().Values.ToArray(), learner.PoolProbabilities().Values.ToArray());
        Assert.Equal(right.PredictTest(), learner.PredictTest());
        Assert.Equal(right.Query().Ids, learner.Query().Ids);
    }

    [Fact]
    public void Correct_AfterTheEnd_AssessesAgain()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options);
        var labels = Blobs.TeachToTheEnd(learner);
        var last = learner.Assess();

        Assert.False(learner.Correct([labels[3]]));
        Assert.Same(last, learner.Assess());
        Assert.True(learner.Correct([labels[3] with { Label = (labels[3].Label + 1) % Blobs.Classes }]));

        Assert.False(learner.State.HasStopped);
        Assert.NotEqual(last.LeaveOneOut, learner.Assess().LeaveOneOut);
        Assert.True(learner.HasStopped);
    }

    [Fact]
    public void Query_WithUtilities_HasThemOfEveryCandidateBesidesTheSamePicks()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options with { PoolFactor = 1_000 });
        learner.Teach(Blobs.Ask(learner.Query()));

        var query = learner.Query(withUtilities: true);

        Assert.Equal(Enumerable.Range(0, Blobs.Count).Except(learner.State.Labels.Select(l => l.Id)), query.Utilities!.Select(u => u.Index));
        Assert.Equal(query.Utilities!.OrderByDescending(u => u.Score).ThenBy(u => u.Index).Take(8), query.Batch);
        var other = new ActiveLearner(Blobs.Pool, Blobs.Options with { PoolFactor = 1_000 });
        other.Restore(learner.State);
        Assert.Null(other.Query().Utilities);
        Assert.Equal(query.Ids, other.Query().Ids);
        var random = new ActiveLearner(Blobs.Pool, Blobs.Options with { Strategy = new RandomStrategy() });
        Assert.Null(random.Query(withUtilities: true).Utilities);
    }

    [Fact]
    public void Teach_OfWhatCannotBe_SaysSoAndLearnsNothing()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options with { ValidationShare = 0.25, ValidationKind = "lure" });
        var first = Blobs.Ask(learner.Query());
        learner.Teach(first);
        var before = learner.State;
        string Refusal(params BoughtLabel[] labels) => Assert.Throws<ArgumentException>(() => learner.Teach(labels)).Message;
        var free = Enumerable.Range(0, Blobs.Count).Except(first.Select(l => l.Id)).ToArray();
        var drawn = learner.Query().Validation.Select(p => p.Index).ToHashSet();

        Assert.StartsWith("There is no image 240 in a pool of 240.", Refusal(new BoughtLabel(240, 0)), StringComparison.Ordinal);
        Assert.Contains("none of 0 to 2; Classes says", Refusal(new BoughtLabel(free[0], 3)), StringComparison.Ordinal);
        Assert.Contains("call Correct", Refusal(first[0]), StringComparison.Ordinal);
        Assert.Contains("call Correct", Refusal(new BoughtLabel(free[0], 0), new BoughtLabel(free[0], 0)), StringComparison.Ordinal);
        Assert.Contains("the budget is 60", Refusal([.. free.Take(53).Select(id => new BoughtLabel(id, 0))]), StringComparison.Ordinal);
        // All images left: those set aside to validate with, but not drawn, are among them.
        var undrawn = free.Where(id => !drawn.Contains(id)).Select(id => Assert.IsType<string>(Attempt(id))).Where(message => message.Length > 0).ToArray();
        Assert.NotEmpty(undrawn);
        Assert.All(undrawn, message => Assert.Contains("was not drawn in this round", message, StringComparison.Ordinal));
        Assert.Equal(before, learner.State);

        string Attempt(int id)
        {
            try
            {
                learner.Teach([new BoughtLabel(id, 0)]);
                learner.Restore(before);
                return "";
            }
            catch (ArgumentException error)
            {
                return error.Message;
            }
        }
    }

    [Fact]
    public void Learner_OfOptionsThatCannotBe_IsRefused()
    {
        Assert.Contains("set Labels to 240 or less", Refusal(Blobs.Options with { Labels = 241 }), StringComparison.Ordinal);
        Assert.Contains("typi_clust", Refusal(Blobs.Options with { ColdStart = new MarginStrategy() }), StringComparison.Ordinal);
        Assert.Contains(
            "no stopping rule 'whim'",
            Assert.Throws<RefusalException>(() => new ActiveLearner(Blobs.Pool, Blobs.Options with { Stop = new StopOptions { Kind = "whim" } })).Message,
            StringComparison.Ordinal);
        Assert.Equal("Labels is 0; it must be 1 or more.", Refusal(Blobs.Options with { Labels = 0 }));
        Assert.Equal("RoundGrowth is -0.5; it must be above 0 and at most 100.", Refusal(Blobs.Options with { RoundGrowth = -0.5 }));
        Assert.Equal("ValidationShare is NaN; it must be 0 to 0.5.", Refusal(Blobs.Options with { ValidationShare = double.NaN }));
        Assert.Equal("ValidationKind is guess; it must be uniform or lure.", Refusal(Blobs.Options with { ValidationKind = "guess" }));
        Assert.Equal("StudentWeight is 1.5; it must be 0 to 1.", Refusal(Blobs.Options with { StudentWeight = 1.5 }));

        static string Refusal(ActiveLearnerOptions options) => Assert.Throws<ArgumentException>(() => new ActiveLearner(Blobs.Pool, options)).Message;
    }

    [Fact]
    public void Learner_WithoutALabel_KnowsNothingYet()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options);
        Assert.False(learner.HasStopped);
        Assert.Throws<InvalidOperationException>(learner.Assess);
        Assert.Throws<InvalidOperationException>(learner.Fit);
        Assert.Throws<InvalidOperationException>(() => learner.Probabilities([0]));
        Assert.Throws<InvalidOperationException>(() => learner.Adopt(Blobs.Student("early")));
    }

    [Fact]
    public void Fit_OfALearner_ClassifiesOtherImagesAsItDoesItself()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options with { StudentGenerations = 1 });
        Blobs.TeachToTheEnd(learner);
        Assert.Equal(learner.PredictTest(), learner.Fit().Probabilities(Blobs.Pool, Blobs.Pool.Test).ArgMax());

        var student = Blobs.Student("first");
        learner.Adopt(student);

        var classifier = learner.Fit();
        Assert.Equal("first", classifier.StudentId);
        Assert.Equal(learner.PredictTest(), classifier.Probabilities(Blobs.Pool, Blobs.Pool.Test, student.Test).ArgMax());
        Assert.Throws<ArgumentException>(() => classifier.Probabilities(Blobs.Pool, Blobs.Pool.Test));
    }

    [Fact]
    public void HeldOut_OfLabels_TellsTheWrongOne()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options);
        BoughtLabel[] labels = [.. Enumerable.Range(0, 60).Select(id => new BoughtLabel(id, Blobs.Truth(id)))];

        var probabilities = learner.HeldOut(labels);

        Assert.InRange(Accuracy.Of(probabilities.ArgMax(), [.. labels.Select(l => l.Label)]), 0.75, 1);
    }
}
