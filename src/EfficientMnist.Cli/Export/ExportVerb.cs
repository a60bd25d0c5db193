using System.Globalization;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Export;

/// <summary>What a run has learned and labelled, as files for other programs.</summary>
internal sealed class ExportVerb() : Verb<ExportOptions>(
    "export",
    "writes labels (file,label), predictions of the whole pool, COCO-like JSON and the run's options; --images sorts the originals into class folders",
    ExportOptions.Table,
    [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<ExportOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var id = line.Words[0];
        var folder = line.Options.Out;
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UsageException($"'{folder}' is not empty. Name another folder: an export is not mixed with what is there.");
        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, id, cancellationToken);
        var dataset = (await system.Datasets.GetDatasetAsync(new GetDatasetRequest { Name = run.Dataset }, cancellationToken: cancellationToken)).Dataset;
        var answers = await FinalAnswers.OfAsync(system.Oracle, id, cancellationToken);
        var labels = answers.Labels;
        if (labels.Count == 0)
            throw new UsageException($"The run {id} has no label yet, so there is nothing to export.");

        Directory.CreateDirectory(folder);
        await RunFile.WriteAsync(Path.Combine(folder, "run.json"), run, dataset, cancellationToken);
        await WriteAsync(Path.Combine(folder, "labels.csv"), writer => answers.WriteLabelsAsync(writer, run.ClassName, cancellationToken));
        await CocoFile.WriteAsync(Path.Combine(folder, "coco.json"), run, dataset, labels, cancellationToken);
        screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {labels.Count:N0} labels in labels.csv and coco.json, the options in run.json"));
        if (answers.Rejected.Count > 0)
        {
            await WriteAsync(Path.Combine(folder, "rejected.csv"), writer => answers.WriteRejectedAsync(writer, cancellationToken));
            screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {answers.Rejected.Count:N0} images without a class in rejected.csv"));
        }
        var state = (await system.Classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run.State;
        if (state == RunState.Completed)
        {
            var predictions = await PoolPredictions.OfAsync(system, run, dataset, labels, cancellationToken);
            await predictions.WriteCsvAsync(Path.Combine(folder, "predictions.csv"), cancellationToken);
            await predictions.WriteParquetAsync(Path.Combine(folder, "predictions.parquet"), cancellationToken);
            screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {predictions.Count:N0} predictions in predictions.csv and predictions.parquet"));
        }
        else
        {
            screen.Error.WriteLine($"The run is {state.ToString().ToLowerInvariant()}; only a completed one predicts, so there are no predictions.");
        }
        if (line.Options.Images is { Length: > 0 } images)
        {
            var (sorted, missing) = ClassFolders.Write(Path.Combine(folder, "images"), images, run, labels, line.Options.Link);
            screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {sorted:N0} images {(line.Options.Link ? "linked" : "copied")} into class folders"));
            if (missing > 0)
                screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{missing:N0} labelled images are not in '{images}', or are no files."));
        }
        return 0;
    }

    private static async Task WriteAsync(string path, Func<TextWriter, Task> write)
    {
        await using var writer = new StreamWriter(path);
        await write(writer);
    }
}

/// <summary>The options of eml export.</summary>
internal sealed record ExportOptions
{
    public string Out { get; init; } = "";

    public string Images { get; init; } = "";

    public bool Link { get; init; }

    public static OptionTable<ExportOptions> Table { get; } = new OptionTable<ExportOptions>("eml export", new())
        .Text("--out", o => o.Out, "a folder", "The folder that the files are written to; required.")
        .Text("--images", o => o.Images, "a folder", "The folder of the original images, which are sorted into class folders.")
        .Switch("--link", o => o.Link, "Links the original images instead of copying them.")
        .Rule((o, _) => o.Out.Length == 0 ? "--out names the folder that the files are written to." : null)
        .Rule((o, _) => o.Link && o.Images.Length == 0 ? "--link is of --images, the folder of the original images." : null);
}
