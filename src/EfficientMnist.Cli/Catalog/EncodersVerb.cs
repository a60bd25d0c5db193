using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Catalog;

/// <summary>The trained encoders and the trainings at hand.</summary>
internal sealed class EncodersVerb : IVerb
{
    private const int ShownDigits = 12;
    private const string StudentsSwitch = "--students";

    public string Name => "encoders";

    public string Usage => "[--students]";

    public string Summary => "lists the trained encoders and the trainings under way; --students also those that learned from a run's classifier";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, [StudentsSwitch], []).WithoutOptions();
        line.Words();
        using var system = SystemConnection.Open(screen);
        var encoders = (await system.Trainer.ListEncodersAsync(new ListEncodersRequest(), cancellationToken: cancellationToken)).Encoders;
        var trainings = (await system.Trainer.ListTrainingsAsync(new ListTrainingsRequest(), cancellationToken: cancellationToken)).Trainings;

        var table = new Table().AddColumns("encoder", "kind", "data set", "latent", "seed", "loss", "training");
        var shown = line.Has(StudentsSwitch) ? [.. encoders] : encoders.Where(e => e.Classes == 0).ToList();
        foreach (var e in shown)
            AddRow(table, e.EncoderId[..Math.Min(ShownDigits, e.EncoderId.Length)], e.Kind, e.Dataset, Text(e.Latent), Text(e.Seed), Text(e.FinalLoss), $"{Text(e.TrainingSeconds)} s");
        foreach (var t in trainings.Where(t => t.State != TrainingState.Completed))
            AddRow(table, "", t.Kind, t.Dataset, "", Text(t.Seed), Text(t.Progress?.Loss ?? 0), $"{t.State.ToString().ToLowerInvariant()}, step {t.Progress?.Step}/{t.Progress?.TotalSteps}");
        screen.OutputConsole().Write(table);
        if (encoders.Count > shown.Count)
            screen.Output.WriteLine($"and {encoders.Count - shown.Count} students of runs: eml encoders {StudentsSwitch}");
        return 0;
    }

    private static void AddRow(Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
