using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Catalog;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;
using EfficientMnist.TensorBoard;

namespace EfficientMnist.Cli.TensorBoard;

/// <summary>Writes a run or a training as TensorBoard shows it.</summary>
internal sealed class TensorBoardVerb() : Verb<TensorBoardOptions>(
    "tensorboard",
    "writes a run's or a training's curves and latents as files for TensorBoard",
    TensorBoardOptions.Table,
    [new("run|training|encoder", "Of which: an id, or its beginning.")])
{
    protected override async Task<int> ExecuteAsync(VerbLine<TensorBoardOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var id = line.Words[0];
        var (root, points) = (line.Options.Out, line.Options.Points);

        using var system = SystemConnection.Open(screen);
        var subjects = new Subjects(system);
        var folders = await subjects.RunAsync(id, cancellationToken) is { } run
            ? await WriteRunAsync(system, run, root, points, screen, cancellationToken)
            : [WriteTraining(await subjects.TrainingAsync(id, cancellationToken), root, screen)];
        if (line.Options.Json)
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
}

/// <summary>The options of eml tensorboard.</summary>
internal sealed record TensorBoardOptions
{
    // Of more images too little could be seen on the one sheet that they share.
    private const int MostPoints = 10_000;

    public string Out { get; init; } = "";

    public int Points { get; init; } = 2_000;

    public bool Json { get; init; }

    public static OptionTable<TensorBoardOptions> Table { get; } = new OptionTable<TensorBoardOptions>("eml tensorboard", new())
        .Text("--out", o => o.Out, "a folder", "The folder to write to, which tensorboard --logdir is given; required.")
        .Whole("--points", o => o.Points, 0, MostPoints, "How many images the projector shows.")
        .Json(o => o.Json)
        .Rule((o, _) => o.Out.Length == 0 ? "--out names the folder that tensorboard --logdir is given." : null);
}
