using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.FineTuning;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

/// <summary>The programs of docs/samples read an exported model and predict what the learner itself predicts.</summary>
public sealed class ModelExportTests : IDisposable
{
    private const int Count = 120;
    private const int New = 12;
    private const int Side = 28;
    // Three times as large as small ones, and no whole number of squares across.
    private const int LargeSide = 90;

    private readonly string _folder = Directory.CreateTempSubdirectory("eml-model-").FullName;

    public static TheoryData<string, int, int, bool> Models { get; } = new()
    {
        { ViewChoice.WithoutEncoder, 1, Side, true },
        { ViewChoice.Histograms, 3, Side, true },
        { ViewChoice.Patches, 3, Side, false },
        { ViewChoice.WithoutEncoder, 3, LargeSide, false },
    };

    public static TheoryData<string, string, int, string[]> Networks
    {
        get
        {
            var all = new TheoryData<string, string, int, string[]>();
            foreach (var kind in EncoderCatalog.Kinds)
                all.Add(kind, KernelRidge.Name, Side, []);
            all.Add("contrastive", KernelRidge.Name, Side, ["grid=2"]);
            all.Add("contrastive", KernelRidge.Name, LargeSide, []);
            all.Add("hcl", KernelRidge.Name, Side, ["norm=group"]);
            all.Add("ae", NearestNeighbours.Name, Side, []);
            all.Add("ae", LinearProbe.Name, Side, []);
            all.Add("ae", MultilayerPerceptron.Name, Side, []);
            all.Add("contrastive", FineTuneRecipe.Name, Side, []);
            return all;
        }
    }

    private static string DotNet => Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NumpyTheory]
    [MemberData(nameof(Models))]
    public async Task PythonSample_OnAnExportedModel_PredictsWhatTheLearnerDoes(string views, int channels, int side, bool propagates)
    {
        var (model, images, expected) = Export(views, channels, side, propagates);

        var output = await RunAsync(NumpyTheoryAttribute.Python, Sample("predict_model.py"), model, images);

        AssertSame(expected, output);
    }

    [Fact]
    public async Task CSharpSample_OnAnExportedModel_PredictsWhatTheLearnerDoes()
    {
        foreach (var views in new[] { ViewChoice.WithoutEncoder, ViewChoice.Histograms })
        {
            var (model, images, expected) = Export(views, views == ViewChoice.Histograms ? 3 : 1, views == ViewChoice.Histograms ? Side : LargeSide, propagates: true);

            var output = await RunAsync(DotNet, "run", Sample("predict-model.cs"), "--", model, images);

            AssertSame(expected, output);
        }
    }

    [NumpyTheory]
    [MemberData(nameof(Networks))]
    public async Task PythonSample_OnAModelWithNetworksInIt_PredictsWhatTheLearnerDoes(string kind, string classifier, int side, string[] options)
    {
        var (model, images, expected) = ExportNetworks(kind, classifier, side, options);

        var output = await RunAsync(NumpyTheoryAttribute.Python, Sample("predict_model.py"), model, images);

        AssertSame(expected, output);
    }

    [Theory]
    [InlineData("contrastive", "kernel", LargeSide, "grid=2")]
    [InlineData("dense_vae", "mlp", Side)]
    [InlineData("resnet18_ae", "knn", Side, "norm=group")]
    [InlineData("fc_vae", FineTuneRecipe.Name, Side)]
    [InlineData("umap", "linear", Side)]
    public async Task CSharpSample_OnAModelWithNetworksInIt_PredictsWhatTheLearnerDoes(string kind, string classifier, int side, params string[] options)
    {
        var (model, images, expected) = ExportNetworks(kind, classifier, side, options);

        var output = await RunAsync(DotNet, "run", Sample("predict-model.cs"), "--", model, images);

        AssertSame(expected, output);
    }

    [PythonFact("PIL")]
    public async Task PythonSample_OfImageFiles_MakesTheSameSquaresAsTheImport()
    {
        const string Script = """
            import sys
            sys.path.insert(0, sys.argv[1])
            import numpy as np
            from PIL import Image
            from predict_model import prepare
            random = np.random.default_rng(1)
            made = [("grey", (40, 31)), ("colour", (30, 57, 3)), ("seen-through", (33, 20, 4)), ("exact", (28, 28))]
            for name, shape in made:
                Image.fromarray(random.integers(0, 256, shape, dtype=np.uint8)).save(f"{sys.argv[2]}/{name}.png")
                for fit in ("pad", "stretch"):
                    for channels in (1, 3):
                        image = {"height": 28, "width": 28, "channels": channels, "fit": fit, "background": 200, "bits": 16}
                        print(name, fit, channels, prepare(f"{sys.argv[2]}/{name}.png", image).tobytes().hex())
            """;

        var output = await RunAsync(NumpyTheoryAttribute.Python, "-c", Script, Path.GetDirectoryName(Sample("predict_model.py"))!, _folder);

        foreach (var line in output.TrimEnd().Split('\n').Select(line => line.Split(' ')))
        {
            var import = new ImportOptions { Size = 28, Fit = line[1] == "pad" ? ImportFit.Pad : ImportFit.Stretch, Channels = int.Parse(line[2], CultureInfo.InvariantCulture), Background = 200, Bits = 16 };
            var imported = SingleImage.ReadLike(Path.Combine(_folder, $"{line[0]}.png"), import);
            Assert.Equal(imported, Convert.FromHexString(line[3]), (a, b) => Math.Abs(a - b) <= 1);
        }
    }

    [Fact]
    public void Export_WithoutANetworkThatHasAPartInIt_IsRefusedSayingWhich()
    {
        var latents = new FeatureMatrix([.. Enumerable.Range(0, Count * 4).Select(i => (float)Math.Sin(i))], Count, 4);
        var learner = Taught(ImagePool.Of(Draw(Count, 1, Side, seed: 1), latents), Options(true));

        var refused = Assert.Throws<ArgumentException>(() => learner.Fit().Export(learner.Pool));

        Assert.Contains("an encoder's latents are among the views", refused.Message, StringComparison.OrdinalIgnoreCase);
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

    private (string Model, string Images, FeatureMatrix Expected) Export(string views, int channels, int side, bool propagates)
    {
        var pool = ImagePool.Of(views, Draw(Count, channels, side, seed: 1), latents: null);
        var learned = Taught(pool, Options(propagates)).Fit();
        var exported = learned.Export(pool);
        var unseen = Draw(New, channels, side, seed: 2);
        var (model, images) = Write(exported, views, unseen);
        return (model, images, learned.Probabilities(pool, pool.See(unseen)));
    }

    private (string Model, string Images) Write(ModelTensors exported, string name, ImageSet unseen)
    {
        exported.Description["classes"] = new JsonArray("across", "down", "é, \"both\"");
        exported.Description["image"] = new JsonObject { ["channels"] = unseen.Shape.Channels, ["height"] = unseen.Shape.Height, ["width"] = unseen.Shape.Width };
        var (model, images) = (Path.Combine(_folder, $"{name}.safetensors"), Path.Combine(_folder, "images.npy"));
        using (var file = File.Create(model))
            exported.Write(file, ModelTensors.ClassifierFormat);
        WriteNpy(images, unseen);
        return (model, images);
    }

    // A learner that sees latents and histograms, asks a student besides, or has a network as its classifier. Students, and one
    // of the networks, average mirror images.
    private (string Model, string Images, FeatureMatrix Expected) ExportNetworks(string kind, string classifier, int side, string[] options)
    {
        var (images, unseen) = (Draw(Count, 1, side, seed: 1), Draw(New, 1, side, seed: 2));
        using var encoder = Train(EncoderCatalog.Create(kind, Small(kind, [.. options, "epochs=1"]), images.Shape), images, "encoder");
        var isFineTuned = classifier == FineTuneRecipe.Name;
        var (ids, labels) = (Enumerable.Range(0, 30).ToArray(), Enumerable.Range(0, 30).Select(id => id % 3).ToArray());
        var soft = new FeatureMatrix(Enumerable.Repeat(1 / 3f, 3 * Count).ToArray(), Count, 3);
        IEncoderRecipe taught = isFineTuned
            ? new FineTuneRecipe(FineTuneRecipe.Own(new Dictionary<string, string> { ["epochs"] = "1" }, classes: 3), encoder.Recipe, new LabelledPool(ids, labels, 3), PretrainedWeights.Load(Path.Combine(_folder, "encoder")))
            : new StudentRecipe(StudentOptions.Table.Bind(new Dictionary<string, string> { ["classes"] = "3", ["width"] = "4", ["epochs"] = "1", ["batch"] = "32" }), images.Shape, new TeachingSet(soft, ids, labels));
        using var network = Train(taught, images, "network");

        var pool = ImagePool.Of("histograms+latents", images, Halves(encoder.Encode(images)));
        var learnerOptions = Options(propagates: true) with { TrainsNetwork = isFineTuned, StudentGenerations = isFineTuned ? 0 : 1 };
        if (!isFineTuned)
            learnerOptions = learnerOptions with { Classifier = ClassifierCatalog.Create(classifier, new Dictionary<string, string>()) };
        var learner = Taught(pool, learnerOptions);
        var asked = Student.Of("network", Halves(network.Encode(images)), new FeatureMatrix(0, network.Latent), classes: 3);
        if (isFineTuned)
            learner.Adopt(new FineTunedNetwork(asked, learner.State.Labels));
        else
            learner.Adopt(asked);

        var learned = learner.Fit();
        var exported = learned.Export(pool, encoder.Export(), isFineTuned ? null : network.Export(), isFineTuned ? network.Export() : null);
        var answer = StudentOutput.Of(Halves(network.Encode(unseen)), classes: 3);
        var expected = learned.Probabilities(pool, pool.See(unseen, Halves(encoder.Encode(unseen))), isFineTuned ? null : answer, isFineTuned ? answer : null);
        var (model, file) = Write(exported, "networks", unseen);
        return (model, file, expected);
    }

    private static Dictionary<string, string> Small(string kind, string[] options)
    {
        string[] all = ["hidden=32", "width=4", "growth=4", "depth=1", "projection=16", "latent=8", "batch=32", .. options];
        var known = EncoderCatalog.Create(kind, new Dictionary<string, string>(), new ImageShape(1, 28, 24)).Options;
        return all.Select(option => option.Split('=')).Where(option => known.ContainsKey(option[0])).ToDictionary(option => option[0], option => option[1]);
    }

    private TrainedEncoder Train(IEncoderRecipe recipe, ImageSet images, string name)
    {
        var folder = Path.Combine(_folder, name);
        Fit.Run(images, recipe, new FitOptions { Device = ComputeDevice.Resolve("cpu", 2), CheckpointFolder = folder });
        return TrainedEncoder.Load(folder, ComputeDevice.Resolve("cpu", 2));
    }

    // As latents travel.
    private static FeatureMatrix Halves(FeatureMatrix latents) =>
        new([.. latents.Values.ToArray().Select(value => (float)(Half)value)], latents.Rows, latents.Columns);

    // Bars of three directions in noise, of other sides than a square's.
    private static ImageSet Draw(int count, int channels, int side, int seed)
    {
        var (shape, random) = (new ImageShape(channels, side, side - 4), new Random(seed));
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
