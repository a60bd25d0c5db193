using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.FineTuning;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Tests.Training;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.FineTuning;

public sealed class FineTuneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Options_Defaults_ArePinned() => Assert.Equal(
        "anti_correlation=0,augmentation=weak,batch=64,classes=10,early_stopping=0,ema=0.99,encoder_batch=256,encoder_weight=0,epochs=30,flip=0.5,flip_average=on,freeze=off,gamma=0.1,head_rate=3,keep=last,learning_rate=0.001,milestones=0.5,0.75,momentum=0.9,optimizer=adamw,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,start=encoder,steps=600,validation=0,warmup=50,weight_decay=0.01",
        string.Join(',', EncoderCatalog.Create("fine_tune", new Dictionary<string, string> { ["encoder.kind"] = "ae" }, TestImages.Grey)
            .Options.Where(o => !o.Key.StartsWith("encoder.", StringComparison.Ordinal)).Select(o => $"{o.Key}={o.Value}")));

    [Theory]
    [InlineData("ae")]
    [InlineData("contrastive")]
    public void Run_FromRandomWeights_LearnsTheClassesOfUnseenImages(string kind)
    {
        var (images, labels) = TestImages.Labelled(192);
        var metrics = new List<IReadOnlyDictionary<string, double>>();
        Fit.Run(images, Recipe(kind, labels, null, ("start", "random"), ("steps", "300")), Options("run"), new Listener(p => metrics.Add(p.Metrics)));

        Assert.Equal(["cross_entropy", "labels_right"], metrics[0].Keys.Order(StringComparer.Ordinal));
        Assert.True(metrics.TakeLast(20).Average(m => m["labels_right"]) > metrics.Take(20).Average(m => m["labels_right"]));
        Assert.True(AccuracyOf("run") > 0.9, $"The network is right in {AccuracyOf("run"):P0}.");
    }

    public static TheoryData<string> Kinds => [.. EncoderCatalog.Kinds.Where(EncoderCatalog.HasNetwork)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_OnAnEncoderOfAnyKind_IsAnEncoderThatKnowsClasses(string kind)
    {
        var (images, labels) = TestImages.Labelled(96);
        Fit.Run(images, Encoder(kind), Options("encoder"));
        var recipe = Recipe(kind, labels, "encoder", ("encoder_weight", "0.5"), ("encoder_batch", "32"), ("anti_correlation", "0.1"));
        Fit.Run(images, recipe, Options("tuned"));

        using var tuned = TrainedEncoder.Load(_folder["tuned"], Cpu());
        var latents = tuned.Encode(images);
        Assert.Equal((3, Encoder(kind).Latent + 3, recipe.Latent), (tuned.Classes, latents.Columns, tuned.Latent));
        Assert.All(Enumerable.Range(0, 96), row => Assert.Equal(1, StudentLatents.Probabilities(latents, 3).Row(row).ToArray().Sum(), 1e-5f));
        Assert.Equal(kind, recipe.Options["encoder.kind"]);
        Assert.Equal(recipe.Options, tuned.Recipe.Options);
    }

    [Fact]
    public void Run_OnAFrozenEncoder_ChangesTheNewLayerOnly()
    {
        var (images, labels) = TestImages.Labelled(96);
        Fit.Run(images, Encoder("contrastive"), Options("encoder"));
        Fit.Run(images, Recipe("contrastive", labels, "encoder", ("freeze", "on"), ("flip_average", "off")), Options("frozen"));
        Fit.Run(images, Recipe("contrastive", labels, "encoder", ("flip_average", "off")), Options("tuned"));

        using var encoder = TrainedEncoder.Load(_folder["encoder"], Cpu());
        using var frozen = TrainedEncoder.Load(_folder["frozen"], Cpu());
        using var tuned = TrainedEncoder.Load(_folder["tuned"], Cpu());
        var before = encoder.Encode(images).Values.ToArray();
        Assert.Equal(before, StudentLatents.Features(frozen.Encode(images), 3).Values.ToArray());
        Assert.NotEqual(before, StudentLatents.Features(tuned.Encode(images), 3).Values.ToArray());
    }

    [Fact]
    public void Plan_OfOneLayerOnAFrozenEncoder_LearnsFaster()
    {
        var (_, labels) = TestImages.Labelled(96);
        var tuned = Recipe("ae", labels, null, ("start", "random"), ("learning_rate", "0.002")).Plan.LearningRate;
        var frozen = Recipe("ae", labels, null, ("start", "random"), ("learning_rate", "0.002"), ("freeze", "on")).Plan.LearningRate;
        Assert.Equal((0.002, 0.06), (tuned, Math.Round(frozen, 9)));
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    public void Run_WithTheEncodersOwnLoss_TrainsItsDecoderToo(string weight, bool changed)
    {
        var (images, labels) = TestImages.Labelled(96);
        Fit.Run(images, Encoder("ae"), Options("encoder"));
        Fit.Run(images, Recipe("ae", labels, "encoder", ("encoder_weight", weight), ("encoder_batch", "32")), Options("tuned"));

        float[] Decoder(string folder, string prefix) => Safetensors.Read(_folder[$"{folder}/best.safetensors"]).Tensors[$"{prefix}decoder.spread.weight"].Values;
        Assert.Equal(changed, !Decoder("encoder", "").SequenceEqual(Decoder("tuned", "encoder.")));
    }

    [Fact]
    public void Run_AgainstCorrelation_MakesTheMeansOfClassesLessAlike()
    {
        var (images, labels) = TestImages.Labelled(96);
        double Correlation(string weight)
        {
            Fit.Run(images, Recipe("ae", labels, null, ("start", "random"), ("anti_correlation", weight), ("flip_average", "off"), ("steps", "60")), Options($"anti {weight}"));
            using var tuned = TrainedEncoder.Load(_folder[$"anti {weight}"], Cpu());
            using var scope = TorchSharp.torch.NewDisposeScope();
            return AntiCorrelationLoss.Of(StudentLatents.Features(tuned.Encode(images), 3).ToTensor(), labels).item<float>();
        }

        Assert.True(Correlation("10") < Correlation("0") - 0.1, $"{Correlation("10")} and {Correlation("0")}");
    }

    [Fact]
    public void Run_CancelledAndResumed_EqualsTheUninterruptedToTheBit()
    {
        var (images, labels) = TestImages.Labelled(96);
        Fit.Run(images, Encoder("ae"), Options("encoder"));
        var recipe = Recipe("ae", labels, "encoder", ("encoder_weight", "1"), ("encoder_batch", "32"), ("epochs", "3"), ("steps", "24"));
        var whole = Fit.Run(images, recipe, Options("whole"));
        using var cancellation = new CancellationTokenSource();
        // In the middle of the second epoch.
        Assert.Throws<OperationCanceledException>(() => Fit.Run(images, recipe, Options("part"), new Listener(p =>
        {
            if (p.Step == 11)
                cancellation.Cancel();
        }), cancellation.Token));

        Assert.Equal(24, whole.Steps);
        Assert.Equal(whole.ContentHash, Fit.Run(images, recipe, Options("part")).ContentHash);
    }

    [Fact]
    public void TeachingSetHash_OfOtherLabelsOrAnotherStart_IsAnother()
    {
        var (images, labels) = TestImages.Labelled(96);
        Fit.Run(images, Encoder("ae"), Options("encoder"));
        int[] corrected = [(labels[0] + 1) % 3, .. labels[1..]];

        var hashes = new[] { Recipe("ae", labels, "encoder"), Recipe("ae", corrected, "encoder"), Recipe("ae", labels, null, ("start", "random")) }.Select(r => r.TeachingHash).ToArray();

        Assert.Equal(3, hashes.Distinct().Count());
        Assert.Equal(hashes[0], Recipe("ae", labels, "encoder").TeachingHash);
    }

    [Fact]
    public void Recipe_ThatCannotBe_SaysWhy()
    {
        var (images, labels) = TestImages.Labelled(96);
        Fit.Run(images, Encoder("ae"), Options("encoder"));

        Assert.Contains("freeze=on leaves the encoder as it is", Refused(() => Recipe("ae", labels, "encoder", ("freeze", "on"), ("encoder_weight", "1"))), StringComparison.Ordinal);
        Assert.Contains("start=encoder needs the weights of a trained encoder", Refused(() => Recipe("ae", labels, null)), StringComparison.Ordinal);
        Assert.Contains("kind ae, not contrastive", Refused(() => Recipe("contrastive", labels, "encoder")), StringComparison.Ordinal);
        Assert.Contains("Label 3 is none of 0 to 2", Refused(() => Recipe("ae", [3], "encoder")), StringComparison.Ordinal);
        Assert.Contains("Image 4 is labelled twice", Refused(() => _ = new LabelledPool([4, 4], [0, 1], 3)), StringComparison.Ordinal);
        Assert.Contains("early_stopping=3 must be 0", Refused(() => Recipe("ae", labels, "encoder", ("early_stopping", "3"))), StringComparison.Ordinal);
        var recipe = Recipe("ae", labels, "encoder");
        Assert.Contains("There is a label of image 95; there are 50.", Refused(() => Fit.Run(images.Slice(0, 50), recipe, Options(null))), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Fit.Run(images, EncoderCatalog.Create("fine_tune", recipe.Options, TestImages.Grey), Options(null)));
    }

    public void Dispose() => _folder.Dispose();

    private static string Refused(Action action) => Assert.Throws<RefusalException>(action).Message;

    private static IEncoderRecipe Encoder(string kind) => EncoderCatalog.Create(kind, Tiny(kind), TestImages.Grey);

    // Small enough to be trained in a moment.
    private static Dictionary<string, string> Tiny(string kind)
    {
        var known = EncoderCatalog.Create(kind, new Dictionary<string, string>(), TestImages.Grey).Options;
        var small = new Dictionary<string, string> { ["epochs"] = "2", ["batch"] = "32", ["width"] = "4", ["latent"] = "8", ["grid"] = "1", ["learning_rate"] = "0.005", ["hidden"] = "16", ["growth"] = "4" };
        return small.Where(option => known.ContainsKey(option.Key)).ToDictionary();
    }

    private FineTuneRecipe Recipe(string kind, int[] labels, string? start, params (string Name, string Value)[] options)
    {
        var all = new Dictionary<string, string> { ["epochs"] = "2", ["batch"] = "16", ["steps"] = "10", ["ema"] = "0.9", ["learning_rate"] = "0.005", ["flip"] = "0" };
        foreach (var (name, value) in options)
            all[name] = value;
        int[] ids = [.. Enumerable.Range(0, labels.Length)];
        return new FineTuneRecipe(FineTuneRecipe.Own(all, classes: 3), Encoder(kind), new LabelledPool(ids, labels, 3), start is null ? null : PretrainedWeights.Load(_folder[start]));
    }

    private double AccuracyOf(string folder)
    {
        using var tuned = TrainedEncoder.Load(_folder[folder], Cpu());
        var (unseen, truth) = TestImages.Labelled(150, seed: 9);
        return Accuracy.Of(StudentLatents.Probabilities(tuned.Encode(unseen), 3).ArgMax(), truth);
    }

    private static ComputeDevice Cpu() => ComputeDevice.Resolve("cpu", 2);

    private FitOptions Options(string? folder) => new()
    {
        Device = Cpu(),
        CheckpointFolder = folder is null ? null : _folder[folder],
        CheckpointEverySteps = 1000,
        ReportEverySteps = 1,
    };
}
