using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Export;

/// <summary>Takes the classifier of a completed run along, as one file.</summary>
internal sealed class ExportModelVerb : IVerb
{
    private const string OutSetting = "--out";
    private const string Extension = ".safetensors";

    public string Name => "export-model";

    public string Usage => "<run> --out <folder or file.safetensors>";

    public string Summary => "writes the classifier of a completed run as one safetensors file, with which docs/samples predict without this system";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, [], [OutSetting], withOptions: false);
        var id = line.Words("run")[0];
        var target = line.Value(OutSetting) ?? throw new UsageException($"{OutSetting} names the folder or the file that the model is written to.");
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
