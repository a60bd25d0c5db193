using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

/// <summary>Learners that teach students, and those whose classifier is a network.</summary>
public sealed class StudentsOfLearnersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Student_OnTheWay_IsDueAtItsTimeAndHasAPartFromThereOn()
    {
        var options = Blobs.Options with { Labels = 24, StudentsAt = [16] };
        var (alone, together) = (new ActiveLearner(Blobs.Pool, options), new ActiveLearner(Blobs.Pool, options));
        List<int> due = [];
        while (!together.HasStopped)
        {
            if (together.DueStudent is { } generation)
            {
                Assert.Equal(0, generation);
                due.Add(together.State.Bought);
                together.Adopt(Blobs.Student("halfway"));
                Assert.Null(together.DueStudent);
            }
            together.Teach(Blobs.Ask(together.Query()));
        }
        Blobs.TeachToTheEnd(alone);

        Assert.Equal([16], due);
        Assert.Equal("halfway", together.State.StudentId);
        Assert.Equal(alone.State.Labels.Take(16), together.State.Labels.Take(16));
        Assert.NotEqual(alone.State.Labels.Skip(16), together.State.Labels.Skip(16));
        Assert.Equal(together.PredictTestAlone(), Restored(alone.Pool, options, together.State with { Students = [] }).PredictTest());
    }

    [Fact]
    public void Kernel_OfAStrategy_IsTheClassifiersAndJoinsTheStudentsFeatures()
    {
        var seen = new KernelWatch();
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options with { Labels = 24, StudentsAt = [16], Strategy = seen, Classifier = new KernelRidge(new KernelRidgeOptions { Gamma = 0.4 }) });
        while (!learner.HasStopped)
        {
            if (learner.DueStudent is not null)
                learner.Adopt(Blobs.Student("halfway"));
            learner.Teach(Blobs.Ask(learner.Query()));
        }

        // The cold start has another strategy; then a batch of 8 before the student and one after it.
        Assert.Equal([2, 2 + Blobs.Student("any").Pool.Features.Columns], seen.Kernels.Select(kernel => kernel.Features.Columns));
        Assert.All(seen.Kernels, kernel => Assert.Equal((0.4, 0.05), (kernel.Gamma, kernel.Ridge)));
    }

    [Fact]
    public void Student_OfTheEnd_HasItsShareAndTheClassifierStaysWhatItWas()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options with { StudentGenerations = 1, StudentWeight = 0.25 });
        Blobs.TeachToTheEnd(learner);
        var alone = (Pool: learner.PoolProbabilities(), Test: learner.Fit().Probabilities(Blobs.Pool, Blobs.Pool.Test));
        var student = Blobs.Student("one");
        learner.Adopt(student);

        Assert.Equal(Ensemble.Mean([alone.Pool, student.Pool.Probabilities], [0.75, 0.25]).Values.ToArray(), learner.PoolProbabilities().Values.ToArray());
        var together = Ensemble.Mean([alone.Test, student.Test.Probabilities], [0.75, 0.25]);
        Assert.Equal(together.Values.ToArray(), learner.Fit().Probabilities(Blobs.Pool, Blobs.Pool.Test, student.Test).Values.ToArray());
        Assert.Equal(together.ArgMax(), learner.PredictTest());
    }

    [Fact]
    public void Students_OfTheEnd_AreDueOneAfterTheOther()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options with { StudentGenerations = 2 });
        Blobs.TeachToTheEnd(learner);
        List<(int Generation, float[] Taught)> due = [];
        while (learner.DueStudent is { } generation)
        {
            due.Add((generation, learner.SoftTargets().Values.ToArray()));
            learner.Adopt(Blobs.Student($"student-{generation}"));
        }

        Assert.Equal([1, 2], due.Select(d => d.Generation));
        Assert.NotEqual(due[0].Taught, due[1].Taught);
        // A corrected label is learned by all that comes after the last purchase.
        Assert.True(learner.Correct([learner.State.Labels[0] with { Label = (learner.State.Labels[0].Label + 1) % Blobs.Classes }]));
        Assert.Null(learner.Student);
        Assert.True(learner.HasStopped);
        Assert.Equal(1, learner.DueStudent);
    }

    [Fact]
    public void Learner_RestoredWithoutItsStudent_AsksForIt()
    {
        var options = Blobs.Options with { StudentGenerations = 1 };
        var learner = new ActiveLearner(Blobs.Pool, options);
        Blobs.TeachToTheEnd(learner);
        learner.Adopt(Blobs.Student("one"));

        var restored = Restored(Blobs.Pool, options, learner.State);

        Assert.Contains("Student one", Assert.Throws<InvalidOperationException>(restored.PredictTest).Message, StringComparison.Ordinal);
        restored.Adopt(Blobs.Student("one"));
        Assert.Equal(learner.PredictTest(), restored.PredictTest());
        Assert.Single(restored.State.Students);
    }

    [Fact]
    public void Network_OfALearner_IsNeededAfterEachBatchAndIsItsClassifier()
    {
        var learner = new ActiveLearner(Blobs.Pool, Blobs.Options with { TrainsNetwork = true, Propagation = null });
        Assert.False(learner.NeedsNetwork);
        learner.Teach(Blobs.Ask(learner.Query()));
        Assert.True(learner.NeedsNetwork);
        var network = Blobs.Student("network");
        learner.Adopt(new FineTunedNetwork(network, learner.State.Labels));

        Assert.False(learner.NeedsNetwork);
        Assert.Equal(network.Test.Probabilities.ArgMax(), learner.PredictTest());
        Assert.Equal(network.Pool.Probabilities.Values.ToArray(), learner.PoolProbabilities().Values.ToArray());
        Assert.Equal(network.Test.Probabilities.ArgMax(), learner.Fit().Probabilities(Blobs.Pool, Blobs.Pool.Test, network: network.Test).ArgMax());
        learner.Teach(Blobs.Ask(learner.Query()));
        Assert.True(learner.NeedsNetwork);
        Assert.Throws<InvalidOperationException>(() => new ActiveLearner(Blobs.Pool, Blobs.Options).Adopt(new FineTunedNetwork(network, [])));
    }

    [Fact]
    public void Student_TrainedWithoutAServer_LearnsWhatItsLearnerKnows()
    {
        var (images, truth) = TestImages.Labelled(192);
        var learner = new ActiveLearner(
            ImagePool.Of(images), new ActiveLearnerOptions { Classes = 3, Labels = 24, ColdStartSize = 12, RoundSize = 12, Milestones = [], StudentGenerations = 1 });
        while (!learner.HasStopped)
            learner.Teach([.. learner.Query().Ids.Select(id => new BoughtLabel(id, truth[id]))]);

        var teaching = new TeachingSet(learner.SoftTargets(), [.. learner.State.Labels.Select(l => l.Id)], [.. learner.State.Labels.Select(l => l.Label)]);
        var recipe = new StudentRecipe(new StudentOptions { Classes = 3, Width = 8, Training = new StudentOptions().Training with { Epochs = 4, Batch = 32 } }, images.Shape, teaching);
        var device = ComputeDevice.Resolve("cpu");
        Fit.Run(images, recipe, new FitOptions { Device = device, CheckpointFolder = _folder["student"] });
        using var trained = TrainedEncoder.Load(_folder["student"], device);
        var latents = trained.Encode(images);
        learner.Adopt(Student.Of(trained.ContentHash, latents, new FeatureMatrix(0, latents.Columns), classes: 3));

        Assert.Null(learner.DueStudent);
        Assert.Equal(trained.ContentHash, learner.Fit().StudentId);
        Assert.Equal((192, 3), (learner.PoolProbabilities().Rows, learner.PoolProbabilities().Columns));
    }

    public void Dispose() => _folder.Dispose();

    private static ActiveLearner Restored(ImagePool pool, ActiveLearnerOptions options, LearnerState state)
    {
        var learner = new ActiveLearner(pool, options);
        learner.Restore(state);
        return learner;
    }

    private sealed class KernelWatch : IQueryStrategy
    {
        public List<KernelSpace> Kernels { get; } = [];

        public string Name => "watch";

        public bool NeedsModel => true;

        public Selection Select(QueryContext context, int count, bool withUtilities)
        {
            Kernels.Add(context.Kernel!);
            return new RandomStrategy().Select(context, count, withUtilities);
        }

        public string Explain(double score) => "";
    }
}
