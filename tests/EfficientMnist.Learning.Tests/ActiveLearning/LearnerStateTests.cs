using System.Text.Json;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Stopping;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

/// <summary>A learner that goes on where another, or itself before, has stopped.</summary>
public sealed class LearnerStateTests
{
    [Theory]
    [InlineData(20, "uniform", "stable")]
    [InlineData(24, "lure", "stable")]
    [InlineData(41, "lure", "expected_gain")]
    [InlineData(16, "uniform", "budget")]
    public void Teach_OfAllLabelsBoughtSoFar_GoesOnAtTheSamePlace(int bought, string validation, string stop)
    {
        var options = Blobs.Options with
        {
            ValidationShare = 0.25,
            ValidationKind = validation,
            Stop = new StopOptions { Kind = stop, Threshold = stop == "stable" ? 0.95 : 0.003, Patience = 2, Minimum = 24 },
        };
        var whole = new ActiveLearner(Blobs.Pool, options);
        var all = Blobs.TeachToTheEnd(whole);

        var resumed = new ActiveLearner(Blobs.Pool, options);
        resumed.Teach(all[..Math.Min(bought, all.Count)]);
        var rest = Blobs.TeachToTheEnd(resumed);

        Assert.Equal(all.Skip(bought), rest);
        Assert.Equal(whole.State.Validation, resumed.State.Validation);
        Assert.Equal(whole.State.Assessments.Select(a => (a.Observation, a.Reason)), resumed.State.Assessments.Select(a => (a.Observation, a.Reason)));
    }

    [Fact]
    public void Restore_OfAStateInTheMiddleOfARound_AsksForWhatWasLeft()
    {
        var options = Blobs.Options with { ValidationShare = 0.25, ValidationKind = "lure" };
        var learner = new ActiveLearner(Blobs.Pool, options);
        learner.Teach(Blobs.Ask(learner.Query()));
        var asked = learner.Query();
        learner.Teach(Blobs.Ask(asked)[..asked.Validation.Count]);
        var kept = learner.State;
        var rest = learner.Query();

        var restored = new ActiveLearner(Blobs.Pool, options);
        restored.Restore(kept);

        Assert.Equal(asked.Batch, rest.Batch);
        Assert.Equal(rest.Ids, restored.Query().Ids);
        Assert.Equal(Blobs.TeachToTheEnd(learner), Blobs.TeachToTheEnd(restored));
    }

    [Theory]
    [InlineData("uniform", 30 + 15)]
    [InlineData("lure", 30)]
    public void Learner_WithLabelsGiven_BuysAndAsksForOthersOnly(string validation, int estimatedWith)
    {
        var given = new GivenLabels([.. Known(0, 12)], [.. Known(100, 30)]);
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options with { ValidationShare = 0.25, ValidationKind = validation });
        learner.Restore(LearnerState.StartWith(given));
        var first = learner.Query();
        Assert.Equal(("margin", 0, false), (first.Strategy.Name, first.Round, first.IsColdStart));

        var bought = Blobs.TeachToTheEnd(learner);

        Assert.Equal((60, 60), (bought.Count, learner.State.Bought));
        Assert.Empty(bought.Select(l => l.Id).Intersect(given.Labels.Concat(given.Validation).Select(l => l.Id)));
        Assert.Equal(given.Labels, learner.State.Labels.Take(12));
        Assert.Equal(estimatedWith, learner.Estimate()!.Labels);
    }

    [Fact]
    public void Restore_OfAStateWithLabelsGiven_AsksForWhatWasLeft()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options with { ValidationShare = 0.25 });
        learner.Restore(LearnerState.StartWith(new GivenLabels([.. Known(0, 12)], [.. Known(100, 30)])));
        learner.Teach(Blobs.Ask(learner.Query()));
        learner.Teach(Blobs.Ask(learner.Query())[..3]);
        var kept = JsonSerializer.Deserialize<LearnerState>(JsonSerializer.Serialize(learner.State))!;

        var restored = new ActiveLearner(Blobs.Pool, Blobs.Options with { ValidationShare = 0.25 });
        restored.Restore(kept);

        Assert.Equal(learner.Query().Ids, restored.Query().Ids);
        Assert.Equal(Blobs.TeachToTheEnd(learner), Blobs.TeachToTheEnd(restored));
    }

    [Theory]
    [InlineData(0, 0, "Image 0 is given two labels")]
    [InlineData(0, 240, "There is no image 240")]
    [InlineData(0, 1, "60 labels are more than the 58 images of the pool whose labels are not given")]
    public void Restore_WithLabelsThatCannotBeGiven_SaysWhy(int learned, int validated, string expected)
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options);
        BoughtLabel[] many = validated == 1 ? [.. Known(2, 180)] : [];

        var error = Assert.Throws<ArgumentException>(() =>
            learner.Restore(LearnerState.StartWith(new GivenLabels([new BoughtLabel(learned, 0), .. many], [new BoughtLabel(validated, 0)]))));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(8, learner.Query().Ids.Count);
    }

    [Fact]
    public void State_KeptAsJson_IsGoneOnFrom()
    {
        var options = Blobs.Options with { ValidationShare = 0.25, StudentsAt = [16], Stop = new StopOptions { Kind = "stable", Threshold = 0.95, Patience = 2, Minimum = 24 } };
        var learner = new ActiveLearner(Blobs.Pool, options);
        while (learner.DueStudent is null)
        {
            learner.Teach(Blobs.Ask(learner.Query()));
            learner.Assess();
        }
        learner.Adopt(Blobs.Student("kept"));

        var restored = new ActiveLearner(Blobs.Pool, options);
        restored.Restore(JsonSerializer.Deserialize<LearnerState>(JsonSerializer.Serialize(learner.State))!);
        restored.Adopt(Blobs.Student("kept"));

        Assert.Equal(16, restored.State.Bought);
        Assert.Equal(Blobs.TeachToTheEnd(learner), Blobs.TeachToTheEnd(restored));
        Assert.Equal(learner.State.Assessments.Select(a => (a.Observation, a.Reason)), restored.State.Assessments.Select(a => (a.Observation, a.Reason)));
        Assert.Equal(learner.PredictTest(), restored.PredictTest());
    }

    private static IEnumerable<BoughtLabel> Known(int first, int count) => Enumerable.Range(first, count).Select(id => new BoughtLabel(id, Blobs.Truth(id)));
}
