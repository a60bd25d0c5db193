using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Png;
using Google.Protobuf;
using Spectre.Console;

namespace EfficientMnist.Cli.Prediction;

/// <summary>Classifies a user's own images with the classifier of a completed run.</summary>
internal sealed class PredictVerb : IVerb
{
    public string Name => "predict";

    public string Usage => "<run> <image.png> … [--json]";

    public string Summary => "classifies images with the classifier of a completed run";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], []).WithoutOptions();
        var words = line.WordsFrom("run", "image.png");
        var (id, files) = (words[0], words.Skip(1).ToArray());
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        var dataset = (await system.Datasets.GetDatasetAsync(new GetDatasetRequest { Name = run.Options["dataset"] }, cancellationToken: cancellationToken)).Dataset;

        var request = new PredictRequest { RunId = id, Count = files.Length, Pixels = ByteString.CopyFrom([.. files.SelectMany(file => Read(file, dataset))]) };
        var predictions = (await system.Classifier.PredictAsync(request, cancellationToken: cancellationToken)).Predictions;

        if (line.Has("--json"))
        {
            screen.Output.WriteLine(new JsonArray([.. files.Zip(predictions, (file, prediction) => new JsonObject
            {
                ["image"] = file, ["label"] = prediction.Label, ["class"] = prediction.ClassName,
                ["probabilities"] = new JsonArray([.. prediction.Probabilities.Select(p => JsonValue.Create(p))]),
            })]).ToJsonString());
            return 0;
        }
        var table = new Table().AddColumns("image", "class", "probability");
        foreach (var (file, prediction) in files.Zip(predictions))
            table.AddRow(Markup.Escape(file), Markup.Escape(prediction.ClassName), prediction.Probabilities[prediction.Label].ToString("P1", CultureInfo.InvariantCulture));
        screen.OutputConsole().Write(table);
        return 0;
    }

    private static byte[] Read(string file, Dataset dataset)
    {
        if (dataset.Imported)
        {
            var fit = dataset.Fit == ImageFit.Stretch ? ImportFit.Stretch : ImportFit.Pad;
            return ImportedImage.ReadLike(file, new Datasets.Import.ImportOptions { Size = dataset.Height, Channels = dataset.Channels, Fit = fit, Background = (byte)dataset.Background });
        }
        var expected = new ImageShape(dataset.Channels, dataset.Height, dataset.Width);
        try
        {
            var (shape, pixels) = PngDecoder.Decode(File.ReadAllBytes(file));
            return shape == expected ? pixels : throw new InvalidDataException($"is {shape}; the run learned on images of {expected}");
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{file} {error.Message}.", error);
        }
    }
}
