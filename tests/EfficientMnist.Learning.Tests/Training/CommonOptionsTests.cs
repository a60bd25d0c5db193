using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Training;

/// <summary>What the options of training that all kinds have do in <see cref="Fit"/>.</summary>
public sealed class CommonOptionsTests : IDisposable
{
    private static readonly ImageSet Images = TestImages.Create(96);

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("optimizer=sgd", "learning_rate=0.05")]
    [InlineData("optimizer=adam")]
    [InlineData("optimizer=sam", "ema=0.9", "validation=0.25")]
    [InlineData("optimizer=sam", "sam_base=sgd", "schedule=milestones", "validation=0.1")]
    [InlineData("schedule=constant", "keep=last", "warmup=0")]
    public void Run_CancelledAndResumed_EqualsTheUninterruptedToTheBit(params string[] options)
    {
        var recipe = Recipe("ae", epochs: 4, options);
        var losses = new List<double>();
        var whole = Fit.Run(Images, recipe, Options("whole"), new Listener(p => losses.Add(p.Loss)));
        Assert.True(losses[^1] < losses[0], $"The loss went from {losses[0]} to {losses[^1]}.");

        Interrupt(recipe, "parts", atStep: 4);
        var resumed = Fit.Run(Images, recipe, Options("parts"));

        Assert.Equal(whole.ContentHash, resumed.ContentHash);
        Assert.Equal(WithoutTimes(TrainingHistory.Read(_folder["whole"]).Epochs), WithoutTimes(TrainingHistory.Read(_folder["parts"]).Epochs));
    }

    [Fact]
    public void Run_WithAnotherOptimizerOrSchedule_EndsElsewhere()
    {
        string[] deviations = ["optimizer=adamw", "optimizer=adam", "optimizer=sgd", "optimizer=sam", "schedule=constant", "schedule=milestones", "validation=0.1", "warmup=0", "ema=0.5"];
        var hashes = deviations.Select(deviation => Fit.Run(Images, Recipe("ae", epochs: 4, deviation, "weight_decay=0.1"), Options(null)).ContentHash).ToArray();
        Assert.Equal(hashes.Distinct().Count(), hashes.Length);
    }

    [Fact]
    public void Run_TellsOfEveryEpoch()
    {
        var reports = new List<TrainingProgress>();
        Fit.Run(Images, Recipe("ae", epochs: 3, "validation=0.25", "schedule=milestones", "milestones=0.4", "warmup=0"), Options("run"), new Listener(reports.Add));

        var epochs = TrainingHistory.Read(_folder["run"]).Epochs;
        Assert.Equal([(1, 2), (2, 4), (3, 6)], epochs.Select(e => (e.Epoch, e.Step)));
        Assert.Equal([0.01, 0.001, 0.001], epochs.Select(e => e.LearningRate), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.All(epochs, e => Assert.Equal(reports.Where(r => r.Epoch == e.Epoch).Average(r => r.Loss), e.Loss, 1e-9));
        Assert.Equal(epochs.Select(e => e.Seconds).Order(), epochs.Select(e => e.Seconds));
        Assert.Equal(epochs.Select((e, i) => epochs.Take(i).All(before => e.ValidationLoss < before.ValidationLoss)), epochs.Select(e => e.Kept));
        Assert.Equal([false, true, false, true, false, true], reports.Select(r => r.Ended is not null));
        Assert.Equal(epochs.Select(e => e.ValidationLoss), reports.Select(r => r.Ended).OfType<EpochRecord>().Select(e => e.ValidationLoss));
    }

    [Fact]
    public void Run_WithoutValidation_HasNoValidationLoss()
    {
        Fit.Run(Images, Recipe("ae", epochs: 1), Options("run"));
        var epoch = Assert.Single(TrainingHistory.Read(_folder["run"]).Epochs);
        Assert.True(double.IsNaN(epoch.ValidationLoss));
        Assert.Empty(epoch.ValidationMetrics);
        Assert.Empty(TrainingHistory.Read(_folder["nothing here"]).Epochs);
    }

    [Theory]
    [InlineData("ema=0")]
    [InlineData("ema=0.9")]
    public void ValidationLoss_IsThatOfTheKeptWeightsOnTheImagesHeldBack(string ema)
    {
        var recipe = Recipe("ae", epochs: 3, "validation=0.25", ema);
        Fit.Run(Images, recipe, Options("run"));

        using var encoder = TrainedEncoder.Load(_folder["run"], Cpu());
        var drawn = encoder.Decode(encoder.Encode(Images));
        var held = new FitData(Images, recipe.Plan, Options(null)).Validation(null!).Single().Indices.ToArray();
        var error = held.Average(i => Enumerable.Range(0, Images.Shape.Pixels).Average(p => Math.Pow(drawn.Pixels.Span[(int)i * Images.Shape.Pixels + p] / 255.0 - Images[(int)i][p] / 255.0, 2)));
        Assert.Equal(24, held.Length);
        Assert.Equal(error, TrainingHistory.Read(_folder["run"]).Epochs.Last(e => e.Kept).ValidationLoss, 1e-4);
    }

    [Fact]
    public void Run_WithARisingValidationLoss_StopsEarlyAndIsOver()
    {
        var recipe = new Uphill(Recipe("ae", epochs: 10, "validation=0.25", "early_stopping=2"));
        var reports = new List<TrainingProgress>();
        var result = Fit.Run(Images, recipe, Options("run"), new Listener(reports.Add));

        Assert.Equal([20, 20, 20, 20, 20, 6], reports.Select(r => r.TotalSteps));
        Assert.Equal(TimeSpan.Zero, reports[^1].Eta);
        var epochs = TrainingHistory.Read(_folder["run"]).Epochs;
        Assert.Equal([true, false, false], epochs.Select(e => e.Kept));
        Assert.Equal(6, result.Steps);
        var again = Fit.Run(Images, recipe, Options("run"), new Listener(_ => Assert.Fail("Trained again.")));
        Assert.Equal(result.ContentHash, again.ContentHash);
    }

    [Theory]
    [InlineData("resume=latest", 7)]
    [InlineData("resume=best", 4)]
    public void Run_InterruptedAfterItsBestEpoch_GoesOnFromWhereItIsTold(string resume, int firstStep)
    {
        // Uphill: the first epoch, of three steps, is the best.
        var recipe = new Uphill(Recipe("ae", epochs: 4, resume));
        Interrupt(recipe, "run", atStep: 6);
        var steps = new List<int>();
        Fit.Run(Images, recipe, Options("run"), new Listener(p => steps.Add(p.Step)));

        Assert.Equal(firstStep, steps[0]);
        Assert.Equal([1, 2, 3, 4], TrainingHistory.Read(_folder["run"]).Epochs.Select(e => e.Epoch));
        Fit.Run(Images, recipe, Options("run"), new Listener(_ => Assert.Fail("Trained again.")));
    }

    [Fact]
    public void Run_HoldingBackTooMuch_SaysSo() =>
        Assert.Equal(
            "3 images are too few to hold back a share of 0.5: at least 2 are needed to train on.",
            Assert.Throws<ArgumentException>(() => Fit.Run(TestImages.Create(3), Recipe("ae", epochs: 1, "validation=0.5"), Options(null))).Message);

    [Fact]
    public void Data_WithImagesHeldBack_TrainsOnTheOthersOnly()
    {
        var data = new FitData(Images, new TrainingPlan(1, 20, 0.1, 0, 0) { Validation = 0.25 }, Options(null));
        var trained = Enumerable.Range(0, 3 * data.StepsPerEpoch).SelectMany(step => data.Batch(step, null!).Indices.ToArray()).Distinct().ToArray();
        var held = data.Validation(null!).SelectMany(batch => batch.Indices.ToArray()).ToArray();

        Assert.Equal((20, 3), (data.BatchSize, data.StepsPerEpoch));
        // 24 are held back, of which one batch of 20 is whole.
        Assert.Equal(20, held.Length);
        Assert.Empty(held.Intersect(trained));
        Assert.Equal(held, data.Validation(null!).Single().Indices.ToArray());
        Assert.Equal(data.Batch(1, null!).Random.Next(), data.Batch(1, null!).Random.Next());
    }

    public void Dispose() => _folder.Dispose();

    private static ComputeDevice Cpu() => ComputeDevice.Resolve("cpu", 2);

    private static IEncoderRecipe Recipe(string kind, int epochs, params string[] options)
    {
        var all = new Dictionary<string, string> { ["batch"] = "32", ["width"] = "8", ["epochs"] = $"{epochs}", ["learning_rate"] = "0.01" };
        foreach (var option in options)
            all[option.Split('=')[0]] = option.Split('=')[1];
        return EncoderCatalog.Create(kind, all, Images.Shape);
    }

    private static IEnumerable<string> WithoutTimes(IEnumerable<EpochRecord> epochs) => epochs.Select(e => $"{e.Epoch} {e.Step} {e.Loss:R} {e.ValidationLoss:R} {e.LearningRate:R} {e.Kept}");

    private void Interrupt(IEncoderRecipe recipe, string folder, int atStep)
    {
        using var cancellation = new CancellationTokenSource();
        var listener = new Listener(p =>
        {
            if (p.Step == atStep)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Fit.Run(Images, recipe, Options(folder), listener, cancellation.Token));
    }

    private FitOptions Options(string? folder) => new()
    {
        Device = Cpu(),
        CheckpointFolder = folder is null ? null : _folder[folder],
        CheckpointEverySteps = 2,
        ReportEverySteps = 1,
    };

    /// <summary>Trains away from the minimum.</summary>
    private sealed class Uphill(IEncoderRecipe inner) : IEncoderRecipe
    {
        public string Kind => inner.Kind;

        public IReadOnlyDictionary<string, string> Options => inner.Options;

        public ImageShape Shape => inner.Shape;

        public int Latent => inner.Latent;

        public TrainingPlan Plan => inner.Plan with { LearningRate = -0.01 };

        public EncoderModel Build(Random random) => inner.Build(random);
    }
}
