using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

/// <summary>The programs of docs/samples read an exported model and predict what the learner itself predicts.</summary>
public sealed class ModelExportTests : IDisposable
{
    private const int Count = 120;
    private const int New = 12;

    private readonly string _folder = Directory.CreateTempSubdirectory("eml-model-").FullName;

    public static TheoryData<string, int, bool> Models { get; } = new()
    {
        { ViewChoice.WithoutEncoder, 1, true },
        { ViewChoice.Histograms, 3, true },
        { ViewChoice.Patches, 3, false },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NumpyTheory]
    [MemberData(nameof(Models))]
    public async Task PythonSample_OnAnExportedModel_PredictsWhatTheLearnerDoes(string views, int channels, bool propagates)
    {
        var (model, images, expected) = Export(views, channels, propagates);

        var output = await RunAsync(NumpyTheoryAttribute.Python, Sample("predict_model.py"), model, images);

        AssertSame(expected, output);
    }

    [Fact]
    public async Task CSharpSample_OnAnExportedModel_PredictsWhatTheLearnerDoes()
    {
        foreach (var views in new[] { ViewChoice.WithoutEncoder, ViewChoice.Histograms })
        {
            var (model, images, expected) = Export(views, channels: views == ViewChoice.Histograms ? 3 : 1, propagates: true);

            var output = await RunAsync(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", "run", Sample("predict-model.cs"), "--", model, images);

            AssertSame(expected, output);
        }
    }

    [Fact]
    public void Export_OfWhatIsNoKernelOrHasANetworkInIt_IsRefusedSayingWhich()
    {
        var pool = ImagePool.Of(ViewChoice.Histograms, Draw(Count, 1, seed: 1), latents: null);
        string Refused(ActiveLearner learner) => Assert.Throws<RefusalException>(() => learner.Fit().Export(learner.Pool)).Message;

        Assert.Contains("classifier.kind=kernel", Refused(Taught(pool, Options(true) with { Classifier = new NearestNeighbours(new NearestNeighboursOptions()) })), StringComparison.Ordinal);
        var latents = new FeatureMatrix([.. Enumerable.Range(0, Count * 4).Select(i => (float)Math.Sin(i))], Count, 4);
        Assert.Contains("an encoder's latents", Refused(Taught(ImagePool.Of(Draw(Count, 1, seed: 1), latents), Options(true))), StringComparison.Ordinal);
    }

    private static ActiveLearnerOptions Options(bool propagates) => new()
    {
        Classes = 3,
        Labels = 30,
        ColdStartSize = 10,
        RoundSize = 10,
        Milestones = [],
        Propagation = propagates ? new() : null,
    };

    private static ActiveLearner Taught(ImagePool pool, ActiveLearnerOptions options)
    {
        var learner = new ActiveLearner(pool, options);
        while (!learner.HasStopped)
            learner.Teach([.. learner.Query().Ids.Select(id => new BoughtLabel(id, id % 3))]);
        return learner;
    }

    private (string Model, string Images, FeatureMatrix Expected) Export(string views, int channels, bool propagates)
    {
        var pool = ImagePool.Of(views, Draw(Count, channels, seed: 1), latents: null);
        var learned = Taught(pool, Options(propagates)).Fit();
        var exported = learned.Export(pool);
        var unseen = Draw(New, channels, seed: 2);
        exported.Description["classes"] = new JsonArray("across", "down", "é, \"both\"");
        exported.Description["image"] = new JsonObject { ["channels"] = channels, ["height"] = unseen.Shape.Height, ["width"] = unseen.Shape.Width };
        var (model, images) = (Path.Combine(_folder, $"{views}.safetensors"), Path.Combine(_folder, "images.npy"));
        Safetensors.Write(model, exported.Tensors, new Dictionary<string, string> { ["format"] = "efficientmnist.model/1", ["model"] = exported.Description.ToJsonString() });
        WriteNpy(images, unseen);
        return (model, images, learned.Probabilities(pool, pool.See(unseen)));
    }

    // Bars of three directions in noise, of other sides than a square's.
    private static ImageSet Draw(int count, int channels, int seed)
    {
        var (shape, random) = (new ImageShape(channels, 28, 24), new Random(seed));
        var pixels = new byte[count * shape.Pixels];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (image, row, column) = (i / shape.Pixels, i / shape.Width % shape.Height, i % shape.Width);
            var inBar = (image % 3) switch { 0 => row / 4 == 3, 1 => column / 4 == 3, _ => Math.Abs(row - column) < 3 };
            pixels[i] = (byte)(random.Next(60) + (inBar ? 150 + (image % 40) : 0));
        }
        return new ImageSet(shape, pixels);
    }

    private static void WriteNpy(string path, ImageSet images)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({images.Count}, {images.Shape.Channels}, {images.Shape.Height}, {images.Shape.Width}), }}");
        head = head.PadRight((head.Length + 10 + 63) / 64 * 64 - 11) + "\n";
        using var file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)head.Length, (byte)(head.Length >> 8), .. Encoding.ASCII.GetBytes(head), .. images.Pixels.Span]);
    }

    private static void AssertSame(FeatureMatrix expected, string output)
    {
        var lines = output.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("image,class,p0,p1,p2", lines[0]);
        Assert.Equal(expected.Rows, lines.Length - 1);
        string[] names = ["\"across\"", "\"down\"", "\"é, \\\"both\\\"\""];
        for (var row = 0; row < expected.Rows; row++)
        {
            var fields = lines[row + 1].Split(',');
            float[] probabilities = [.. fields[^3..].Select(field => float.Parse(field, CultureInfo.InvariantCulture))];
            for (var label = 0; label < 3; label++)
                Assert.Equal(expected[row, label], probabilities[label], tolerance: 2e-4f);
            var name = JsonNode.Parse(string.Join(',', fields[1..^3]))!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            Assert.Equal(names[expected.ArgMax()[row]], name);
        }
    }

    private static string Sample(string name) => Path.Combine(TestSupport.Repository.Root, "docs", "samples", name);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}{await output}");
        return await output;
    }
}
