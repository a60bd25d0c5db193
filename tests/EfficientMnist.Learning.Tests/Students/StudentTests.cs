using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Tests.Training;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Students;

public sealed class StudentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Run_OnATeachingSetWithErrors_LearnsTheClassesOfUnseenImages()
    {
        var (images, teaching) = School(192, share: 8);
        Fit.Run(images, Recipe(teaching, ("epochs", "30")), Options("run"));

        using var student = TrainedEncoder.Load(_folder["run"], Cpu());
        var (unseen, truth) = TestImages.Labelled(150, seed: 9);
        var latents = student.Encode(unseen);

        Assert.Equal((3, 32 + 3), (student.Classes, student.Latent));
        var probabilities = StudentLatents.Probabilities(latents, 3);
        var accuracy = Accuracy.Of(probabilities.ArgMax(), truth);
        Assert.True(accuracy > 0.93, $"The student is right in {accuracy:P0}, its teacher in 88 %.");
        Assert.Equal(32, StudentLatents.Features(latents, 3).Columns);
        Assert.All(Enumerable.Range(0, latents.Rows), row => Assert.Equal(1, probabilities.Row(row).ToArray().Sum(), 1e-5f));
    }

    [Theory]
    [InlineData("optimizer", "adamw")]
    [InlineData("mixup", "0.5")]
    [InlineData("dropout", "0.3")]
    [InlineData("confidence", "2")]
    [InlineData("ema", "0")]
    [InlineData("labelled_batch", "0")]
    [InlineData("grid", "2")]
    [InlineData("flip_average", "off")]
    public void Run_WithAnyOption_LearnsToo(string option, string value)
    {
        var (images, teaching) = School(96, share: 6);
        var losses = new List<double>();
        var recipe = Recipe(teaching, ("epochs", "6"), (option, value));
        Fit.Run(images, recipe, Options("run"), new Listener(p => losses.Add(p.Loss)));
        Assert.True(losses[^3..].Average() < losses[..3].Average(), $"The loss went {string.Join(", ", losses)}.");
        using var student = TrainedEncoder.Load(_folder["run"], Cpu());
        Assert.Equal(recipe.Latent, student.Encode(images).Columns);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("1", false)]
    public void Run_WithoutWeightOnThePool_HearsNoTeacher(string poolWeight, bool same)
    {
        var (images, teaching) = School(96, share: 6);
        var uniform = new float[96 * 3];
        Array.Fill(uniform, 1f / 3);
        int[] bought = [.. teaching.Bought.Select(id => (int)id)];
        var silent = new TeachingSet(new FeatureMatrix(uniform, 96, 3), bought, [.. bought.Select(id => teaching.Targets.Row(id).IndexOf(1))]);

        var taught = Fit.Run(images, Recipe(teaching, ("pool_weight", poolWeight)), Options("taught"));
        var alone = Fit.Run(images, Recipe(silent, ("pool_weight", poolWeight)), Options("alone"));

        Assert.Equal(same, taught.ContentHash == alone.ContentHash);
    }

    [Fact]
    public void Run_InBFloat16_LearnsToo()
    {
        var (images, teaching) = School(96, share: 6);
        var losses = new List<double>();
        Fit.Run(images, Recipe(teaching, ("epochs", "6")), Options("half") with { Precision = Precision.BFloat16 }, new Listener(p => losses.Add(p.Loss)));
        Assert.True(losses[^3..].Average() < losses[..3].Average());
        using var student = TrainedEncoder.Load(_folder["half"], Cpu());
        Assert.All(StudentLatents.Probabilities(student.Encode(images), 3).Values.ToArray(), p => Assert.InRange(p, 0, 1));
    }

    [Fact]
    public void Run_CancelledAndResumed_EqualsTheUninterruptedToTheBit()
    {
        var (images, teaching) = School(96, share: 6);
        var recipe = Recipe(teaching, ("epochs", "4"), ("dropout", "0.2"), ("mixup", "0.3"), ("optimizer", "sgd"));
        var whole = Fit.Run(images, recipe, Options("whole"));

        using var cancellation = new CancellationTokenSource();
        // In the middle of the second epoch.
        var listener = new Listener(p =>
        {
            if (p.Step == 4)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Fit.Run(images, recipe, Options("parts"), listener, cancellation.Token));
        var resumed = Fit.Run(images, recipe, Options("parts"));

        Assert.Equal(whole.ContentHash, resumed.ContentHash);
        // Weights, momentum and averages.
        var (expected, actual) = (Latest("whole"), Latest("parts"));
        Assert.Contains("ema.head.weight", expected.Keys);
        Assert.Contains("sgd.velocity.head.weight", expected.Keys);
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, e => Assert.Equal(e.Value.Values, actual[e.Key].Values));
    }

    [Fact]
    public void Run_WithAnAverage_KeepsIt()
    {
        var (images, teaching) = School(96, share: 6);
        Fit.Run(images, Recipe(teaching, ("epochs", "2")), Options("run"));
        var (latest, best) = (Latest("run"), Safetensors.Read(_folder["run/best.safetensors"]).Tensors);
        Assert.Equal(latest["ema.head.weight"].Values, best["head.weight"].Values);
        Assert.NotEqual(latest["head.weight"].Values, best["head.weight"].Values);
    }

    [Fact]
    public void Run_OfEqualSeeds_IsEqualToTheBit()
    {
        var (images, teaching) = School(96, share: 6);
        var first = Fit.Run(images, Recipe(teaching), Options("a"));
        Assert.Equal(first.ContentHash, Fit.Run(images, Recipe(teaching), Options("b")).ContentHash);
        Assert.NotEqual(first.ContentHash, Fit.Run(images, Recipe(teaching), Options("c") with { Seed = 2 }).ContentHash);
    }

    [Fact]
    public void Run_OnAnotherTeachingSetsCheckpoint_SaysWhatDiffers()
    {
        var (images, teaching) = School(96, share: 6);
        Fit.Run(images, Recipe(teaching), Options("run"));
        var other = School(96, share: 5).TeachingSet;
        Assert.Contains("teaching is", Assert.Throws<InvalidOperationException>(() => Fit.Run(images, Recipe(other), Options("run"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithoutATeachingSetOrWithOneForOtherImages_Fails()
    {
        var images = TestImages.Create(32);
        var bare = EncoderCatalog.Create("student", new Dictionary<string, string>(), images.Shape);
        Assert.StartsWith("An encoder of kind student is not trained from images alone", Assert.Throws<InvalidOperationException>(() => Fit.Run(images, bare, Options(null))).Message, StringComparison.Ordinal);
        Assert.StartsWith("The teaching set is about 96 images, these are 32.", Assert.Throws<RefusalException>(() => Fit.Run(images, Recipe(School(96, 6).TeachingSet), Options(null))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_OfMirroredImages_GivesTheSameLatentsWithFlipAverageOnly()
    {
        var (images, teaching) = School(64, share: 4);
        var mirrored = new ImageSet(images.Shape, images.Pixels.ToArray().Chunk(images.Shape.Width).SelectMany(row => row.Reverse()).ToArray());
        Fit.Run(images, Recipe(teaching), Options("on"));
        Fit.Run(images, Recipe(teaching, ("flip_average", "off")), Options("off"));

        double Difference(string folder)
        {
            using var student = TrainedEncoder.Load(_folder[folder], Cpu());
            var (a, b) = (student.Encode(images), student.Encode(mirrored));
            return Enumerable.Range(0, a.Values.Length).Max(i => Math.Abs(a.Values[i] - b.Values[i]));
        }
        Assert.True(Difference("on") < 1e-4);
        Assert.True(Difference("off") > 1e-3);
    }

    [Fact]
    public void Build_FromAContrastiveEncoder_BeginsWithItsWeights()
    {
        var images = TestImages.Create(64);
        var options = new Dictionary<string, string> { ["width"] = "8", ["epochs"] = "1", ["batch"] = "32" };
        Fit.Run(images, EncoderCatalog.Create("contrastive", options, images.Shape), Options("encoder"));
        var initial = EncoderWeights.Load(_folder["encoder"]);
        var teaching = School(64, share: 4).TeachingSet;
        var recipe = new StudentRecipe(Chosen(), images.Shape, teaching, initial);

        using var model = recipe.Build(new Random(1));

        var trained = Safetensors.Read(_folder["encoder/best.safetensors"]).Tensors;
        var built = Checkpoint.Export(Checkpoint.Weights(model).Select(w => (w.Key, w.Value)));
        Assert.Equal((8, 1), (initial.Width, initial.Channels));
        Assert.All(built.Where(b => b.Key.StartsWith("encoder.", StringComparison.Ordinal)), b => Assert.Equal(trained[b.Key].Values, b.Value.Values));
        Assert.NotEqual(Recipe(teaching).TeachingHash, recipe.TeachingHash);
        Assert.Equal("The initial encoder has width 8 and is for images of 1 channels, the student has width 16 and images of 1.",
            Assert.Throws<RefusalException>(() => new StudentRecipe(Chosen(("width", "16")), images.Shape, teaching, initial)).Message);
        Assert.Throws<RefusalException>(() => EncoderWeights.Load(_folder["none"]));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Images and a teacher who is wrong on every eighth image, half-heartedly; every <paramref name="share"/>th image has been bought.</summary>
    private static (ImageSet Images, TeachingSet TeachingSet) School(int count, int share)
    {
        var (images, labels) = TestImages.Labelled(count);
        var soft = new float[count * 3];
        for (var i = 0; i < count; i++)
        {
            for (var c = 0; c < 3; c++)
                soft[3 * i + c] = (i % 8 == 7 ? (labels[i] + 1) % 3 : labels[i]) == c ? 0.8f : 0.1f;
        }
        int[] bought = [.. Enumerable.Range(0, count).Where(i => i % share == 0)];
        return (images, new TeachingSet(new FeatureMatrix(soft, count, 3), bought, [.. bought.Select(i => labels[i])]));
    }

    private static Dictionary<string, string> Small(params (string Name, string Value)[] options)
    {
        var all = new Dictionary<string, string> { ["batch"] = "32", ["labelled_batch"] = "8", ["width"] = "8", ["epochs"] = "1", ["ema"] = "0.9", ["augmentation"] = "0.2", ["learning_rate"] = "0.1" };
        foreach (var (name, value) in options)
            all[name] = value;
        return all;
    }

    private static StudentOptions Chosen(params (string Name, string Value)[] options) => StudentOptions.Table.Bind(new StudentOptions { Classes = 3 }, Small(options));

    private static StudentRecipe Recipe(TeachingSet teaching, params (string Name, string Value)[] options) => new(Chosen(options), TestImages.Grey, teaching);

    private static ComputeDevice Cpu() => ComputeDevice.Resolve("cpu", 2);

    private IReadOnlyDictionary<string, Safetensors.Entry> Latest(string folder) => Safetensors.Read(_folder[$"{folder}/latest.safetensors"]).Tensors;

    private FitOptions Options(string? folder) => new()
    {
        Device = Cpu(),
        CheckpointFolder = folder is null ? null : _folder[folder],
        CheckpointEverySteps = 1000,
        ReportEverySteps = 1,
    };
}
