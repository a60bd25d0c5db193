using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Tests.Training;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Encoders;

/// <summary>What holds for every kind of network that is trained from images alone.</summary>
public sealed class KindsTests : IDisposable
{
    private static readonly string[] Small = ["hidden=32", "width=4", "growth=4", "depth=1", "projection=16", "latent=8"];

    // Small ones: what is tested does not depend on the size.
    private static readonly ImageShape Shape = new(1, 16, 16);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => [.. EncoderCatalog.Kinds.Where(EncoderCatalog.HasNetwork)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_OfAnyKind_ReducesTheLossAndIsLoadedAsItWas(string kind)
    {
        var images = Slopes.Create(128, Shape);
        var losses = new List<double>();
        // Of four channels ResNet-18 comes 3 dB above the mean image in these 160 steps, of eight as far as the others.
        string[] width = kind.StartsWith("resnet18", StringComparison.Ordinal) ? ["width=8"] : [];
        var result = Train(kind, images, "run", losses, ["epochs=40", "kl=0.01", .. width]);

        AssertFell(losses);
        using var encoder = Load("run");
        Assert.Equal(result.ContentHash, encoder.ContentHash);
        using var again = Load("run");
        Assert.Equal(encoder.Encode(images).Values.ToArray(), again.Encode(images).Values.ToArray());
        if (encoder.CanDecode)
            AssertDrawsEveryPixel(encoder, images);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_CancelledAndResumed_EqualsTheUninterruptedToTheBit(string kind)
    {
        var images = Slopes.Create(64, Shape);
        var whole = Train(kind, images, "whole", [], "epochs=3");

        using var cancellation = new CancellationTokenSource();
        var listener = new Listener(p =>
        {
            // In the middle of the second epoch.
            if (p.Step == 3)
                cancellation.Cancel();
        });
        var recipe = Recipe(kind, images.Shape, "epochs=3");
        var often = Options("parts") with { CheckpointEverySteps = 2 };
        Assert.Throws<OperationCanceledException>(() => Fit.Run(images, recipe, often, listener, cancellation.Token));
        Assert.Equal(whole.ContentHash, Fit.Run(images, recipe, often).ContentHash);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_InBFloat16OnColouredImagesOfOddSides_ReducesTheLossToo(string kind)
    {
        var images = Slopes.Create(64, new ImageShape(3, 13, 9));
        var losses = new List<double>();
        Fit.Run(images, Recipe(kind, images.Shape, "epochs=8"), Options("half") with { Precision = Precision.BFloat16 }, new Listener(p => losses.Add(p.Loss)));
        AssertFell(losses);
        using var encoder = Load("half");
        Assert.Equal(64 * encoder.Latent, encoder.Encode(images).Values.ToArray().Count(float.IsFinite));
    }

    [Fact]
    public void Prior_OfAVariationalKind_IsDrawnFromTheNormalDistributionAndDecodes()
    {
        Train("fc_vae", Slopes.Create(64, Shape), "run", [], "epochs=1");
        using var encoder = Load("run");
        Assert.True(encoder.IsVariational);
        var latents = encoder.Prior(2000, seed: 5);
        Assert.Equal((2000, 8), (latents.Rows, latents.Columns));
        Assert.Equal(0, latents.Values.ToArray().Average(), 0.03);
        Assert.Equal(1, latents.Values.ToArray().Average(v => v * v), 0.05);
        Assert.Equal(latents.Values.ToArray(), encoder.Prior(2000, seed: 5).Values.ToArray());
        Assert.NotEqual(latents.Values.ToArray(), encoder.Prior(2000, seed: 6).Values.ToArray());
        Assert.Equal((2000, Shape), (encoder.Decode(latents).Count, encoder.Decode(latents).Shape));
    }

    [Theory]
    [InlineData("ae", false)]
    [InlineData("conv_vae", true)]
    [InlineData("dense_vae", true)]
    [InlineData("resnet18_ae", false)]
    [InlineData("resnet18_vae", true)]
    public void Build_MakesAVariationalModelOfTheKindsThatAre(string kind, bool isVariational)
    {
        using var model = Recipe(kind, Shape).Build(new Random(1));
        Assert.Equal(isVariational, Assert.IsAssignableFrom<DecodingModel>(model).IsVariational);
    }

    [Theory]
    [InlineData("fc_vae")]
    [InlineData("conv_vae")]
    public void Kl_PullsTheLatentsTogether(string kind)
    {
        var images = Slopes.Create(128, Shape);
        double Spread(string kl)
        {
            Train(kind, images, kl, [], "epochs=20", kl);
            using var encoder = Load(kl);
            return encoder.Encode(images).Values.ToArray().Average(v => (double)v * v);
        }
        var (free, held) = (Spread("kl=0"), Spread("kl=1000"));
        Assert.True(held < 0.05, $"Held latents have the mean square {held}.");
        Assert.True(free > 20 * held, $"Free latents have the mean square {free}, held ones {held}.");
    }

    [Fact]
    public void Run_OfAVariationalKind_TellsTheTermsOfItsLoss()
    {
        var reports = new List<TrainingProgress>();
        Fit.Run(Slopes.Create(64, Shape), Recipe("fc_vae", Shape, "kl=0.5", "epochs=2"), Options("run"), new Listener(reports.Add));
        Assert.All(reports, report =>
        {
            Assert.Equal(["kl", "psnr", "reconstruction", "ssim"], report.Metrics.Keys);
            Assert.Equal(report.Loss, (report.Metrics["reconstruction"] + 0.5 * report.Metrics["kl"]) / Shape.Pixels, 1e-5);
            Assert.InRange(report.Metrics["psnr"], 5, 40);
            Assert.InRange(report.Metrics["ssim"], -0.5, 1);
        });
    }

    [Fact]
    public void KlWarmup_RaisesTheWeightWithTheTrainingAndKeepsTheLastEpoch()
    {
        var recipe = Recipe("fc_vae", Shape, "kl=2", "kl_warmup=0.5", "epochs=4");
        var weights = new List<double>();
        Fit.Run(Slopes.Create(64, Shape), recipe, Options("run"), new Listener(p => weights.Add((p.Loss * Shape.Pixels - p.Metrics["reconstruction"]) / p.Metrics["kl"])));

        // Eight steps, of which the first four are the rise, from 0.
        Assert.Equal([0, 0.5, 1, 1.5, 2, 2, 2, 2], weights, (a, b) => Math.Abs(a - b) < 0.02);
        Assert.True(recipe.Plan.KeepsLast);
        Assert.False(Recipe("fc_vae", Shape, "kl_warmup=0").Plan.KeepsLast);
    }

    [Theory]
    [InlineData("resnet18_vae", "norm=group")]
    [InlineData("hcl", "norm=group")]
    [InlineData("hcl", "estimator=easy")]
    [InlineData("conv_vae", "loss=ssim")]
    [InlineData("conv_vae", "loss=mse")]
    [InlineData("ae", "loss=ssim")]
    [InlineData("ae", "loss=bce")]
    public void Run_WithOtherOptions_ReducesTheLossToo(string kind, string option)
    {
        var losses = new List<double>();
        Train(kind, Slopes.Create(128, Shape), "run", losses, "epochs=15", option);
        AssertFell(losses);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertFell(List<double> losses) =>
        Assert.True(losses.TakeLast(4).Average() < losses.Take(4).Average(), $"The loss went from {losses[0]} to {losses[^1]}.");

    // Slopes vary at every pixel: a position that no reconstruction varies at is a dot that the network draws whatever it sees.
    private static void AssertDrawsEveryPixel(TrainedEncoder encoder, ImageSet images)
    {
        var drawn = encoder.Decode(encoder.Encode(images));
        Assert.Equal(0, ReconstructionQuality.CountStuck(images, drawn));
        var quality = ReconstructionQuality.Of(images, drawn);
        // In decibels: a mean squared error of two fifths.
        Assert.True(quality.Psnr > ReconstructionQuality.Of(images, Slopes.Mean(images)).Psnr + 4, $"{quality}");
    }

    private static ComputeDevice Cpu() => ComputeDevice.Resolve("cpu", 2);

    // Those of the small options that the kind has.
    private static IEncoderRecipe Recipe(string kind, ImageShape shape, params string[] options)
    {
        var known = EncoderCatalog.Create(kind, new Dictionary<string, string>(), shape).Options;
        var overrides = Small.Concat(["batch=32", "learning_rate=0.005"]).Concat(options).Select(o => o.Split('=')).Where(o => known.ContainsKey(o[0]));
        // Of an option there twice the last counts.
        return EncoderCatalog.Create(kind, overrides.GroupBy(o => o[0]).ToDictionary(o => o.Key, o => o.Last()[1]), shape);
    }

    private FitOptions Options(string folder) => new() { Device = Cpu(), CheckpointFolder = _folder[folder], CheckpointEverySteps = 1000, ReportEverySteps = 1 };

    private FitResult Train(string kind, ImageSet images, string folder, List<double> losses, params string[] options) =>
        Fit.Run(images, Recipe(kind, images.Shape, options), Options(folder), new Listener(p => losses.Add(p.Loss)));

    private TrainedEncoder Load(string folder) => TrainedEncoder.Load(_folder[folder], Cpu());
}
