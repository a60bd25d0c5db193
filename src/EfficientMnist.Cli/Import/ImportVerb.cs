using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Catalog;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Spectre.Console;

namespace EfficientMnist.Cli.Import;

/// <summary>Makes a data set of a folder of PNG files.</summary>
internal sealed class ImportVerb : IVerb
{
    private const string UploadSwitch = "--upload";
    private const string JsonSwitch = "--json";

    public string Name => "import";

    public string Usage => "<name> <folder> [size=28] [channels=auto] [fit=pad] … [--upload] [--json]";

    public string Summary => "makes a data set of a folder of PNG images; --upload where the system runs on another machine";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, [UploadSwitch, JsonSwitch], []);
        var words = line.Words("name", "folder");
        var options = ImportSettings.Read(words[0], line.Options);
        var folder = Path.GetFullPath(words[1]);
        using var system = SystemConnection.Open(screen);
        var result = await WithProgressAsync(
            screen,
            report => line.Has(UploadSwitch)
                ? Uploader.SendAsync(system.Datasets, options, folder, report, cancellationToken)
                : ImportAsync(system.Datasets, options, folder, report, cancellationToken));
        if (line.Has(JsonSwitch))
            screen.Output.WriteLine(DatasetJson.Of(result.Dataset).ToJsonString());
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
        screen.Output.WriteLine(dataset.HasLabels
            ? $"Classes: {string.Join(", ", dataset.ClassNames)}. Next: eml run dataset={dataset.Name} labels=…"
            : $"Without labels, so a person labels it. Next: eml run dataset={dataset.Name} oracle.kind=human labels=…");
        if (result.IgnoredFiles > 0)
            screen.Error.WriteLine($"{result.IgnoredFiles} files are no PNG images and were left out, {result.IgnoredExample} among them.");
    }
}
