using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Export;

/// <summary>Takes the classifier of a completed run along, as one file.</summary>
internal sealed class ExportModelVerb() : Verb<ExportModelOptions>(
    "export-model", "writes the classifier of a completed run as one safetensors file, with which docs/samples predict without this system", ExportModelOptions.Table, [Word.Run])
{
    private const string Extension = ".safetensors";

    protected override async Task<int> ExecuteAsync(VerbLine<ExportModelOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var (id, target) = (line.Words[0], line.Options.Out);
        var path = target.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? target : Path.Combine(target, id + Extension);
        using var system = SystemConnection.Open(screen);
        using var model = system.Classifier.ExportModel(new ExportModelRequest { RunId = id }, cancellationToken: cancellationToken);
        // Nothing is written where the run cannot be exported.
        if (!await model.ResponseStream.MoveNext(cancellationToken))
            throw new SystemFailedException($"The model of {id} is empty.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var unfinished = path + ".partial";
        await using (var file = File.Create(unfinished))
        {
            do
                await file.WriteAsync(model.ResponseStream.Current.Part.Memory, cancellationToken);
            while (await model.ResponseStream.MoveNext(cancellationToken));
        }
        File.Move(unfinished, path, overwrite: true);
        screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {new FileInfo(path).Length / 1e6:F1} MB. docs/model-file.md says how it predicts."));
        return 0;
    }
}

/// <summary>The options of eml export-model.</summary>
internal sealed record ExportModelOptions
{
    public string Out { get; init; } = "";

    public static OptionTable<ExportModelOptions> Table { get; } = new OptionTable<ExportModelOptions>("eml export-model", new())
        .Text("--out", o => o.Out, "a folder or a file", "The folder or the .safetensors file that the model is written to; required.")
        .Rule((o, _) => o.Out.Length == 0 ? "--out names the folder or the file that the model is written to." : null);
}
