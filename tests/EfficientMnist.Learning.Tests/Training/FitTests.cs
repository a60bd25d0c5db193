using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Training;

public sealed class FitTests : IDisposable
{
    private static readonly ImageSet Images = TestImages.Create(96);

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("contrastive", 1, 28)]
    [InlineData("contrastive", 3, 32)]
    [InlineData("contrastive", 1, 13)]
    [InlineData("ae", 1, 28)]
    [InlineData("ae", 3, 32)]
    [InlineData("ae", 1, 13)]
    public void Run_OnSyntheticImages_ReducesTheLossAndLeavesAnEncoder(string kind, int channels, int side)
    {
        var images = TestImages.Create(64, new ImageShape(channels, side, side));
        var recipe = Recipe(kind, images.Shape, epochs: 8);
        var losses = new List<double>();

        var result = Fit.Run(images, recipe, Options("run"), new Listener(p => losses.Add(p.Loss)));

        Assert.Equal(16, result.Steps);
        Assert.True(losses[^1] < 0.97 * losses[0], $"The loss went from {losses[0]} to {losses[^1]}.");
        using var encoder = TrainedEncoder.Load(_folder["run"], Cpu());
        Assert.Equal(result.ContentHash, encoder.ContentHash);
        Assert.Equal(recipe.Latent, encoder.Latent);
        var latents = encoder.Encode(images);
        Assert.Equal((64, recipe.Latent), (latents.Rows, latents.Columns));
        Assert.All(latents.Values.ToArray(), v => Assert.True(float.IsFinite(v)));
        Assert.Equal(latents.Row(5).ToArray(), encoder.Encode(images[5], 1).Row(0).ToArray(), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Encode_WithAGrid_GivesLatentsOfUnitLength()
    {
        var recipe = EncoderCatalog.Create("contrastive", new Dictionary<string, string> { ["batch"] = "32", ["width"] = "4", ["epochs"] = "1", ["grid"] = "2" }, Images.Shape);
        Fit.Run(Images, recipe, Options("run"));
        using var encoder = TrainedEncoder.Load(_folder["run"], Cpu());
        var latents = encoder.Encode(Images);
        Assert.Equal(64, latents.Columns);
        Assert.Equal(1, latents.Row(7).ToArray().Sum(v => v * v), 1e-4f);
    }

    [Fact]
    public void Run_InBFloat16_ReducesTheLossToo()
    {
        var losses = new List<double>();
        Fit.Run(Images, Recipe("contrastive", Images.Shape, epochs: 5), Options("half") with { Precision = Precision.BFloat16 }, new Listener(p => losses.Add(p.Loss)));
        Assert.True(losses[^1] < losses[0]);
    }

    [Fact]
    public void Run_OfEqualSeeds_IsEqualToTheBit()
    {
        var recipe = Recipe("contrastive", Images.Shape, epochs: 2);
        var first = Fit.Run(Images, recipe, Options("a"));
        Assert.Equal(first.ContentHash, Fit.Run(Images, recipe, Options("b")).ContentHash);
        Assert.NotEqual(first.ContentHash, Fit.Run(Images, recipe, Options("c") with { Seed = 2 }).ContentHash);
    }

    [Fact]
    public void Run_CancelledAndResumed_EqualsTheUninterruptedToTheBit()
    {
        var recipe = Recipe("contrastive", Images.Shape, epochs: 4);
        var whole = Fit.Run(Images, recipe, Options("whole"));

        using var cancellation = new CancellationTokenSource();
        // In the middle of the second epoch.
        var listener = new Listener(p =>
        {
            if (p.Step == 4)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Fit.Run(Images, recipe, Options("parts"), listener, cancellation.Token));
        Assert.True(File.Exists(_folder["parts/latest.safetensors"]));
        Assert.True(File.Exists(_folder["parts/latest.json"]));
        var steps = new List<int>();
        var resumed = Fit.Run(Images, recipe, Options("parts"), new Listener(p => steps.Add(p.Step)));

        Assert.True(steps[0] > 4, $"Started again at step {steps[0]}.");
        Assert.Equal(whole.ContentHash, resumed.ContentHash);
        Assert.Equal(whole.FinalLoss, resumed.FinalLoss, 1e-9);
        Assert.Equal(whole.Steps, resumed.Steps);
    }

    [Fact]
    public void Run_CancelledOutOfAReport_GoesOnFromThatStep()
    {
        var (recipe, rarely) = (Recipe("ae", Images.Shape, epochs: 4), Options("run") with { CheckpointEverySteps = 1000 });
        using var cancellation = new CancellationTokenSource();
        // Within the second epoch, where no checkpoint is due.
        Assert.Throws<OperationCanceledException>(() => Fit.Run(Images, recipe, rarely, new Listener(p =>
        {
            if (p.Step == 4)
                cancellation.Cancel();
        }), cancellation.Token));

        var steps = new List<int>();
        Fit.Run(Images, recipe, rarely, new Listener(p => steps.Add(p.Step)));
        Assert.Equal(5, steps[0]);
    }

    [Fact]
    public void Run_OfAFinishedTraining_ReturnsItsResultAtOnce()
    {
        var recipe = Recipe("ae", Images.Shape, epochs: 1);
        var first = Fit.Run(Images, recipe, Options("run"));
        var again = Fit.Run(Images, recipe, Options("run"), new Listener(_ => Assert.Fail("Trained again.")));
        Assert.Equal(first.ContentHash, again.ContentHash);
        Assert.Equal(first.FinalLoss, again.FinalLoss);
    }

    [Fact]
    public void Run_OnAnotherTrainingsCheckpoint_SaysWhatDiffers()
    {
        Fit.Run(Images, Recipe("ae", Images.Shape, epochs: 1), Options("run"));
        var exception = Assert.Throws<InvalidOperationException>(() => Fit.Run(Images, Recipe("ae", Images.Shape, epochs: 2), Options("run")));
        Assert.Contains("epochs is 1 there, 2 here", exception.Message, StringComparison.Ordinal);
        exception = Assert.Throws<InvalidOperationException>(() => Fit.Run(Images, Recipe("ae", Images.Shape, epochs: 1), Options("run") with { Seed = 9 }));
        Assert.Contains("seed is 1 there, 9 here", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithADivergingLoss_ThrowsAndLeavesNoCheckpoint()
    {
        var recipe = EncoderCatalog.Create("ae", new Dictionary<string, string> { ["learning_rate"] = "1", ["batch"] = "48", ["epochs"] = "1" }, Images.Shape);
        var exception = Assert.Throws<NonFiniteLossException>(() => Fit.Run(Images, new Replanned(recipe, plan => plan with { LearningRate = double.NaN }), Options("run")));
        Assert.False(double.IsFinite(exception.Loss));
        Assert.Contains("Lower learning_rate", exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_WithARisingLoss_KeepsTheEpochThatThePlanSays(bool keepsLast)
    {
        // Uphill: the first epoch has the smallest loss.
        var recipe = new Replanned(Recipe("ae", Images.Shape, epochs: 3), plan => plan with { LearningRate = -0.01, KeepsLast = keepsLast });
        var losses = new List<double>();
        Fit.Run(Images, recipe, Options("run"), new Listener(p => losses.Add(p.Loss)));

        Assert.True(losses[^1] > losses[0]);
        var (latest, best) = (Safetensors.Read(_folder["run/latest.safetensors"]).Tensors, Safetensors.Read(_folder["run/best.safetensors"]).Tensors);
        Assert.Equal(keepsLast, latest["mean.weight"].Values.SequenceEqual(best["mean.weight"].Values));
    }

    [Fact]
    public void Run_ReportsProgressToTheEnd()
    {
        var reports = new List<TrainingProgress>();
        Fit.Run(Images, Recipe("ae", Images.Shape, epochs: 2), Options(null), new Listener(reports.Add));
        Assert.Equal([1, 2, 3, 4, 5, 6], reports.Select(r => r.Step));
        Assert.All(reports, r => Assert.Equal((6, 2), (r.TotalSteps, r.TotalEpochs)));
        Assert.Equal([1, 1, 1, 2, 2, 2], reports.Select(r => r.Epoch));
        Assert.Equal(TimeSpan.Zero, reports[^1].Eta);
        Assert.All(reports, r => Assert.True(r.ImagesPerSecond > 0));
    }

    [Fact]
    public void Run_OnImagesOfAnotherShape_Fails()
    {
        var recipe = Recipe("ae", new ImageShape(3, 32, 32), epochs: 1);
        Assert.Equal("The recipe is for images of 3×32×32, these are 1×28×28. (Parameter 'images')", Assert.Throws<ArgumentException>(() => Fit.Run(Images, recipe, Options(null))).Message);
    }

    [Fact]
    public void Options_Defaults_ArePinned()
    {
        var options = new FitOptions { Device = Cpu() };
        Assert.Equal(1, options.Seed);
        Assert.Equal(Precision.Float32, options.Precision);
        Assert.Null(options.CheckpointFolder);
        Assert.Equal(200, options.CheckpointEverySteps);
        Assert.Equal(10, options.ReportEverySteps);
    }

    [Fact]
    public void Options_OutOfRange_NameTheRange() =>
        Assert.Equal("report_every_steps must be at least 1, not 0.",
            Assert.Throws<ArgumentException>(() => Fit.Run(Images, Recipe("ae", Images.Shape, 1), Options(null) with { ReportEverySteps = 0 })).Message);

    [Fact]
    public void Load_OfAnEmptyFolder_SaysThatNothingWasTrained() =>
        Assert.Contains("has not finished an epoch", Assert.Throws<FileNotFoundException>(() => TrainedEncoder.Load(_folder.Path, Cpu())).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_OfChangedWeights_FailsAndNamesTheFile()
    {
        Fit.Run(Images, Recipe("ae", Images.Shape, epochs: 1), Options("run"));
        var path = _folder["run/best.safetensors"];
        var bytes = File.ReadAllBytes(path);
        bytes[^2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.StartsWith($"{path} is damaged", Assert.Throws<InvalidDataException>(() => TrainedEncoder.Load(_folder["run"], Cpu())).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static ComputeDevice Cpu() => ComputeDevice.Resolve("cpu", 2);

    private static IEncoderRecipe Recipe(string kind, ImageShape shape, int epochs) => EncoderCatalog.Create(
        kind, new Dictionary<string, string> { ["batch"] = "32", ["width"] = "8", ["epochs"] = $"{epochs}", ["learning_rate"] = "0.01" }, shape);

    private FitOptions Options(string? folder) => new()
    {
        Device = Cpu(),
        CheckpointFolder = folder is null ? null : _folder[folder],
        CheckpointEverySteps = 2,
        ReportEverySteps = 1,
    };

    private sealed class Replanned(IEncoderRecipe inner, Func<TrainingPlan, TrainingPlan> change) : IEncoderRecipe
    {
        public string Kind => inner.Kind;

        public IReadOnlyDictionary<string, string> Options => inner.Options;

        public ImageShape Shape => inner.Shape;

        public int Latent => inner.Latent;

        public TrainingPlan Plan => change(inner.Plan);

        public EncoderModel Build(Random random) => inner.Build(random);
    }
}
