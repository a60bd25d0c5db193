using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Catalog;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TensorBoard;

namespace EfficientMnist.Cli.TensorBoard;

/// <summary>Writes a run or a training as TensorBoard shows it.</summary>
internal sealed class TensorBoardVerb : IVerb
{
    private const string Out = "--out";
    private const string Points = "--points";
    private const string Json = "--json";
    private const int StandardPoints = 2_000;

    // Of more images too little could be seen on the one sheet that they share.
    private const int MostPoints = 10_000;

    public string Name => "tensorboard";

    public string Usage => "<run|training|encoder> --out folder [--points n] [--json]";

    public string Summary => "writes a run's or a training's curves and latents as files for TensorBoard";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, [Json], [Out, Points]).WithoutOptions();
        var id = line.Words("run|training|encoder")[0];
        var root = line.Value(Out) ?? throw new UsageException($"{Out} names the folder that tensorboard --logdir is given.");
        var points = PointsOf(line.Value(Points));

        using var system = SystemConnection.Open(screen);
        var subjects = new Subjects(system);
        var folders = await subjects.RunAsync(id, cancellationToken) is { } run
            ? await WriteRunAsync(system, run, root, points, screen, cancellationToken)
            : [WriteTraining(await subjects.TrainingAsync(id, cancellationToken), root, screen)];
        if (line.Has(Json))
            screen.Output.WriteLine(new JsonArray([.. folders.Select(folder => (JsonNode)folder)]).ToJsonString());
        else
            screen.Output.WriteLine($"{string.Join(" and ", folders)}: look at it with tensorboard --logdir {root}");
        return 0;
    }

    private static async Task<IReadOnlyList<string>> WriteRunAsync(SystemConnection system, Run run, string root, int points, Screen screen, CancellationToken cancellationToken)
    {
        var folder = Fresh(root, $"{run.Name}-{run.RunId}");
        RunCurves.Write(folder, run, screen.Time);
        if (run.EncoderId.Length == 0)
            return [folder];
        if (points > 0)
            await new RunLatents(system, run).WriteAsync(folder, points, cancellationToken);
        var training = await system.Trainer.GetTrainingAsync(new GetTrainingRequest { EncoderId = run.EncoderId }, cancellationToken: cancellationToken);
        return [folder, WriteTraining(training, root, screen)];
    }

    private static string WriteTraining(GetTrainingResponse training, string root, Screen screen)
    {
        var folder = Fresh(root, $"{training.Training.Dataset}-{training.Training.Kind}-{training.Training.TrainingId}");
        TrainingCurves.Write(folder, training, screen.Time);
        return folder;
    }

    // Written again, a folder would hold its curves twice.
    private static string Fresh(string root, string name)
    {
        var folder = Path.Combine(root, BoardName.Of(name));
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "events.out.tfevents.*"))
                File.Delete(file);
        }
        return folder;
    }

    private static int PointsOf(string? text) => text is null
        ? StandardPoints
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var points) && points <= MostPoints
            ? points
            : throw new UsageException($"{Points} is a whole number from 0 to {MostPoints}, not '{text}'.");
}
