using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import;
using Google.Protobuf;
using Spectre.Console;

namespace EfficientMnist.Cli.Prediction;

/// <summary>Classifies a user's own images with the classifier of a completed run.</summary>
internal sealed class PredictVerb() : Verb<PredictOptions>(
    "predict",
    "classifies images, or all images of folders, with the classifier of a completed run; --out writes all probabilities",
    PredictOptions.Table,
    [Word.Run, new("image or folder", "What is classified; of a folder all images in it.") { Most = int.MaxValue }])
{
    // Below the limit of a message.
    private const int BatchBytes = 2 << 20;

    protected override async Task<int> ExecuteAsync(VerbLine<PredictOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var words = line.Words;
        var files = words.Skip(1).SelectMany(FilesOf).ToList();
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.GetRunAsync(new GetRunRequest { RunId = words[0] }, cancellationToken: cancellationToken)).Run;
        var dataset = (await system.Datasets.GetDatasetAsync(new GetDatasetRequest { Name = run.Options["dataset"] }, cancellationToken: cancellationToken)).Dataset;

        List<string> bad = [];
        List<(string File, Contracts.V1.Prediction Prediction)> found = [];
        foreach (var batch in files.Chunk(Math.Max(1, BatchBytes / (dataset.Channels * dataset.Height * dataset.Width))))
            found.AddRange(await ClassifyAsync(system.Classifier, run.RunId, dataset, batch, bad, cancellationToken));
        foreach (var error in bad)
            screen.Error.WriteLine($"eml: {error}");
        if (line.Options.Out is { Length: > 0 } path)
        {
            await PredictionFile.WriteAsync(path, found, cancellationToken);
            screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {found.Count:N0} images"));
        }
        else if (line.Options.Json)
        {
            screen.Output.WriteLine(PredictionFile.Json(found).ToJsonString());
        }
        else if (found.Count > 0)
        {
            var table = new Table().AddColumns("image", "class", "probability");
            foreach (var (file, prediction) in found)
                table.AddRow(Markup.Escape(file), Markup.Escape(prediction.ClassName), prediction.Probabilities[prediction.Label].ToString("P1", CultureInfo.InvariantCulture));
            screen.OutputConsole().Write(table);
        }
        return bad.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var images = ImportFiles.ImagesOf(path).Select(file => Path.Combine(path, file)).ToList();
        return images.Count > 0 ? images : throw new UsageException($"'{path}' is a folder without images.");
    }

    private static async Task<IEnumerable<(string, Contracts.V1.Prediction)>> ClassifyAsync(
        ClassifierService.ClassifierServiceClient classifier, string run, Dataset dataset, string[] files, List<string> bad, CancellationToken cancellationToken)
    {
        List<string> read = [];
        using var pixels = new MemoryStream();
        foreach (var file in files)
        {
            try
            {
                pixels.Write(Read(file, dataset));
                read.Add(file);
            }
            catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                bad.Add(error.Message);
            }
        }
        if (read.Count == 0)
            return [];
        var request = new PredictRequest { RunId = run, Count = read.Count, Pixels = UnsafeByteOperations.UnsafeWrap(pixels.ToArray()) };
        var predictions = (await classifier.PredictAsync(request, cancellationToken: cancellationToken)).Predictions;
        return read.Zip(predictions);
    }

    private static byte[] Read(string file, Dataset dataset)
    {
        if (dataset.Imported)
        {
            var fit = dataset.Fit == ImageFit.Stretch ? ImportFit.Stretch : ImportFit.Pad;
            return SingleImage.ReadLike(file, new Datasets.Import.ImportOptions { Size = dataset.Height, Channels = dataset.Channels, Fit = fit, Background = (byte)dataset.Background, Bits = dataset.Bits });
        }
        var expected = new ImageShape(dataset.Channels, dataset.Height, dataset.Width);
        try
        {
            var image = ImageDecoder.Decode(File.ReadAllBytes(file));
            return image.Shape == expected ? image.OnGround(null) : throw new InvalidDataException($"is {image.Shape}; the run learned on images of {expected}");
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{file} {error.Message.TrimEnd('.')}.", error);
        }
    }
}

/// <summary>The options of eml predict.</summary>
internal sealed record PredictOptions
{
    public string Out { get; init; } = "";

    public bool Json { get; init; }

    public static OptionTable<PredictOptions> Table { get; } = new OptionTable<PredictOptions>("eml predict", new())
        .Text("--out", o => o.Out, "a file", "The file, as CSV, that all probabilities are written to.")
        .Json(o => o.Json);
}
