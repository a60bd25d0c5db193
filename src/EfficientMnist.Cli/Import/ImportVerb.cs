using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Catalog;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Spectre.Console;

namespace EfficientMnist.Cli.Import;

/// <summary>Makes a data set of people's own images.</summary>
internal sealed class ImportVerb() : Verb<ImportVerbOptions>(
    "import",
    "makes a data set of a folder of images, an archive or an array file; --upload where the system runs on another machine",
    ImportVerbOptions.Table,
    [new("name", "What the data set is to be called."), new("folder or file", "The images: a folder, an archive, an array file or a table. A path with an equals sign in it comes behind --.")])
{
    private const int FewLabels = 10;
    private const int ManyLabels = 100;

    protected override async Task<int> ExecuteAsync(VerbLine<ImportVerbOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var options = line.Options.Request(line.Words[0]);
        var folder = Path.GetFullPath(line.Words[1]);
        using var system = SystemConnection.Open(screen);
        var result = await WithProgressAsync(
            screen,
            report => line.Options.Upload
                ? Uploader.SendAsync(system.Datasets, options, folder, report, cancellationToken)
                : ImportAsync(system.Datasets, options, folder, report, cancellationToken));
        if (line.Options.Json)
            screen.Output.WriteLine(Json(result).ToJsonString());
        else
            Write(result, screen);
        return 0;
    }

    private static async Task<ImportResult> ImportAsync(
        DatasetStoreService.DatasetStoreServiceClient store, ImportOptions options, string folder, Action<int, int> report, CancellationToken cancellationToken)
    {
        using var call = store.ImportFolder(new ImportFolderRequest { Options = options, Folder = folder }, cancellationToken: cancellationToken);
        ImportResult? result = null;
        await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            report(message.Done, message.Total);
            result = message.Result ?? result;
        }
        return result ?? throw new InvalidDataException("The dataset-store ended the import without a result.");
    }

    private static async Task<ImportResult> WithProgressAsync(Screen screen, Func<Action<int, int>, Task<ImportResult>> work)
    {
        if (!screen.ErrorIsTerminal)
            return await work((_, _) => { });
        return await screen.ErrorConsole().Progress().AutoClear(true).StartAsync(async context =>
        {
            var bar = context.AddTask("images");
            return await work((done, total) => bar.MaxValue(Math.Max(1, total)).Value(done));
        });
    }

    private static void Write(ImportResult result, Screen screen)
    {
        var dataset = result.Dataset;
        var splits = string.Join(" and ", dataset.Splits.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Count:N0} {(s.Split == Split.Train ? "pool" : "test")}")));
        screen.Output.WriteLine($"{dataset.Name}: {splits} images of {dataset.Width}×{dataset.Height}, {(dataset.Channels == 1 ? "grey" : "colour")}.");
        if (result.Classes.Count > 0)
            screen.Output.WriteLine($"Classes: {string.Join(", ", result.Classes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} ({c.Pool:N0}{(c.Test > 0 ? $" + {c.Test:N0} to test" : "")})")))}.");
        foreach (var note in result.Notes)
            screen.Output.WriteLine($"  {note}");
        if (result.IgnoredFiles > 0)
            screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {result.IgnoredFiles:N0} other {(result.IgnoredFiles == 1 ? "file was" : "files were")} left out, '{result.IgnoredExample}' among them."));
        screen.Output.WriteLine(NextStep(dataset, result.Unlabelled));
    }

    // A command that works as it is written.
    private static string NextStep(Dataset dataset, int unlabelled)
    {
        var pool = dataset.Splits.Where(split => split.Split == Split.Train).Sum(split => split.Count);
        var validated = dataset.Validation > 0 ? string.Create(CultureInfo.InvariantCulture, $" {dataset.Validation:N0} images estimate the accuracy and cost nothing.") : "";
        if (dataset.HasLabels)
            return $"Next: eml run dataset={dataset.Name} labels={Budget(pool - dataset.Validation)}{validated}";
        if (dataset.Given > 0)
            return string.Create(CultureInfo.InvariantCulture, $"{dataset.Given:N0} labels are given and cost nothing; people are asked for others of the {unlabelled:N0} images without.{validated} Next: eml run dataset={dataset.Name} oracle.kind=human labels={Budget(unlabelled)}");
        return dataset.ClassNames.Count >= 2
            ? $"Its images to learn from have no labels, so people label them. Next: eml run dataset={dataset.Name} oracle.kind=human labels={Budget(pool)}"
            : $"Without labels, so people label it. Next, with the names of your classes for good and bad: eml run dataset={dataset.Name} oracle.kind=human oracle.classes=good,bad labels={Budget(pool)}";
    }

    private static int Budget(int images) => Math.Clamp(images / 5, Math.Min(images, FewLabels), ManyLabels);

    private static JsonObject Json(ImportResult result)
    {
        var json = DatasetJson.Of(result.Dataset);
        json["images_by_class"] = new JsonObject(result.Classes.Select(c => KeyValuePair.Create<string, JsonNode?>(c.Name, new JsonObject { ["pool"] = c.Pool, ["test"] = c.Test })));
        json["unlabelled"] = result.Unlabelled;
        json["duplicates"] = result.Duplicates;
        json["near_duplicates"] = result.NearDuplicates;
        json["leaked"] = result.Leaked;
        json["skipped_files"] = result.SkippedFiles;
        json["ignored_files"] = result.IgnoredFiles;
        json["notes"] = new JsonArray([.. result.Notes.Select(note => JsonValue.Create(note))]);
        return json;
    }
}
