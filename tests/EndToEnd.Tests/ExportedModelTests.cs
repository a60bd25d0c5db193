using System.Globalization;
using System.Text;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;

namespace EndToEnd.Tests;

/// <summary>A run with an encoder and a student is taken along, and predicts elsewhere what it predicts here.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class ExportedModelTests(SharedSystem system) : IDisposable
{
    private const int Images = 200;

    private readonly string _folder = Directory.CreateTempSubdirectory("eml-model-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PythonFact("numpy")]
    public async Task ExportModel_OfARunWithEncoderAndStudent_PredictsTheTestImagesInPythonAndInCSharp()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        var request = GlyphRun.Request("taken", labels: 60);
        foreach (var (name, value) in new[] { ("student.generations", "1"), ("student.epochs", "2"), ("student.width", "8"), ("encoder.width", "8") })
            request.Options[name] = value;
        await classifier.StartRunAsync(request);
        Assert.Equal(RunState.Completed, (await GlyphRun.EndOfAsync(classifier, "taken")).State);
        var (pixels, shape) = await TestImagesAsync();
        var here = (await classifier.PredictAsync(new PredictRequest { RunId = "taken", Count = Images, Pixels = pixels })).Predictions;

        var model = Path.Combine(_folder, "taken.safetensors");
        var exported = await ProgramRun.OfAsync("dotnet", ["exec", Repository.Cli, "export-model", "taken", "--out", model], system.ClientEnvironment);
        Assert.True(exported.ExitCode == 0, exported.Errors);
        var images = Path.Combine(_folder, "images.npy");
        WriteNpy(images, pixels, shape);

        AssertAlike(here, await ProgramRun.OfAsync("/usr/bin/python3", [Sample("predict_model.py"), model, images]));
        AssertAlike(here, await ProgramRun.OfAsync("dotnet", ["run", Sample("predict-model.cs"), "--", model, images]));
    }

    // Networks that were trained in bfloat16 are asked in it here, in float32 there.
    private static void AssertAlike(RepeatedField<Prediction> here, ProgramRun there)
    {
        Assert.True(there.ExitCode == 0, there.Errors);
        var rows = there.Output.TrimEnd().Split('\n')[1..];
        Assert.Equal(here.Count, rows.Length);
        var (apart, same) = (0.0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            float[] probabilities = [.. rows[i].Split(',')[^here[i].Probabilities.Count..].Select(field => float.Parse(field, CultureInfo.InvariantCulture))];
            apart += probabilities.Zip(here[i].Probabilities, (a, b) => Math.Abs(a - b)).Max() / rows.Length;
            same += Array.IndexOf(probabilities, probabilities.Max()) == here[i].Label ? 1 : 0;
        }
        Assert.True(apart < 0.005, $"The probabilities are {apart:F5} apart in the mean.");
        Assert.True(same >= 0.98 * rows.Length, $"{same} of {rows.Length} predictions are the same.");
    }

    private async Task<(ByteString Pixels, (int Channels, int Height, int Width) Shape)> TestImagesAsync()
    {
        var store = new DatasetStoreService.DatasetStoreServiceClient(system.Connect(ServiceNames.DatasetStore));
        var dataset = (await store.GetDatasetAsync(new GetDatasetRequest { Name = "glyphs" })).Dataset;
        using var pixels = new MemoryStream();
        using var stream = store.StreamImages(new StreamImagesRequest { Dataset = "glyphs", Split = Split.Test, Range = new IdRange { Count = Images } });
        await foreach (var chunk in stream.ResponseStream.ReadAllAsync())
            chunk.Pixels.WriteTo(pixels);
        return (ByteString.CopyFrom(pixels.ToArray()), (dataset.Channels, dataset.Height, dataset.Width));
    }

    private static void WriteNpy(string path, ByteString pixels, (int Channels, int Height, int Width) shape)
    {
        var head = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({Images}, {shape.Channels}, {shape.Height}, {shape.Width}), }}";
        head = head.PadRight((head.Length + 10 + 63) / 64 * 64 - 11) + "\n";
        using var file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)head.Length, (byte)(head.Length >> 8), .. Encoding.ASCII.GetBytes(head), .. pixels.Span]);
    }

    private static string Sample(string name) => Path.Combine(Repository.Root, "docs", "samples", name);
}
