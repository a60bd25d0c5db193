using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;
using Spectre.Console;

namespace EfficientMnist.Cli.Catalog;

/// <summary>The trained encoders and the trainings at hand.</summary>
internal sealed class EncodersVerb() : Verb<EncodersOptions>(
    "encoders",
    "lists the trained encoders and the trainings under way; --students also those that learned from a run's classifier",
    EncodersOptions.Table)
{
    private const int ShownDigits = 12;

    protected override async Task<int> ExecuteAsync(VerbLine<EncodersOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        using var system = SystemConnection.Open(screen);
        var encoders = (await system.Trainer.ListEncodersAsync(new ListEncodersRequest(), cancellationToken: cancellationToken)).Encoders;
        var trainings = (await system.Trainer.ListTrainingsAsync(new ListTrainingsRequest(), cancellationToken: cancellationToken)).Trainings;

        var shown = line.Options.Students ? [.. encoders] : encoders.Where(e => e.Classes == 0).ToList();
        var unfinished = trainings.Where(t => t.State != TrainingState.Completed).ToList();
        if (line.Options.Json)
        {
            screen.Output.WriteLine(new JsonArray([.. shown.Select(Json), .. unfinished.Select(Json)]).ToJsonString());
            return 0;
        }
        var table = new Table().AddColumns("encoder", "kind", "data set", "latent", "seed", "loss", "training");
        foreach (var e in shown)
            AddRow(table, e.EncoderId[..Math.Min(ShownDigits, e.EncoderId.Length)], e.Kind, e.Dataset, Text(e.Latent), Text(e.Seed), Text(e.FinalLoss), $"{Text(e.TrainingSeconds)} s");
        foreach (var t in unfinished)
            AddRow(table, "", t.Kind, t.Dataset, "", Text(t.Seed), Text(t.Progress?.Loss ?? 0), State(t));
        screen.OutputConsole().Write(table);
        if (encoders.Count > shown.Count)
            screen.Output.WriteLine($"and {encoders.Count - shown.Count} students of runs: eml encoders {EncodersOptions.StudentsName}");
        return 0;
    }

    private static string State(Training training)
    {
        if (training.Wait is { } wait)
            return wait.TrainingIds.Count == 0 ? "begins now" : $"waits {(wait.Seconds > 0 ? $"about {About(wait.Seconds)}, " : "")}for {wait.Reason}";
        var eta = training.Progress is { EtaSeconds: > 0 } progress ? $", about {About(progress.EtaSeconds)} left" : "";
        return $"{training.State.ToString().ToLowerInvariant()}, step {training.Progress?.Step}/{training.Progress?.TotalSteps}{eta}";
    }

    private static string About(double seconds) => seconds switch
    {
        < 90 => $"{Whole(seconds)} s",
        < 90 * 60 => $"{Whole(seconds / 60)} min",
        _ => $"{Whole(seconds / 3600)} h",
    };

    private static string Whole(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static JsonObject Json(Encoder encoder) => new()
    {
        ["encoder_id"] = encoder.EncoderId,
        ["training_id"] = encoder.TrainingId,
        ["state"] = "completed",
        ["kind"] = encoder.Kind,
        ["dataset"] = encoder.Dataset,
        ["latent"] = encoder.Latent,
        ["seed"] = encoder.Seed,
        ["loss"] = encoder.FinalLoss,
        ["seconds"] = encoder.TrainingSeconds,
        ["options"] = Json(encoder.Options),
    };

    private static JsonObject Json(Training training) => new()
    {
        ["training_id"] = training.TrainingId,
        ["state"] = training.State.ToString().ToLowerInvariant(),
        ["kind"] = training.Kind,
        ["dataset"] = training.Dataset,
        ["seed"] = training.Seed,
        ["loss"] = training.Progress?.Loss,
        ["step"] = training.Progress?.Step,
        ["total_steps"] = training.Progress?.TotalSteps,
        ["waits_for"] = training.Wait?.Reason,
        ["wait_seconds"] = training.Wait is { Seconds: > 0 } wait ? wait.Seconds : null,
        ["options"] = Json(training.Options),
    };

    private static JsonObject Json(IEnumerable<KeyValuePair<string, string>> options) =>
        new(options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value)));

    private static void AddRow(Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}

/// <summary>The options of eml encoders.</summary>
internal sealed record EncodersOptions
{
    public const string StudentsName = "--students";

    public bool Students { get; init; }

    public bool Json { get; init; }

    public static OptionTable<EncodersOptions> Table { get; } = new OptionTable<EncodersOptions>("eml encoders", new())
        .Switch(StudentsName, o => o.Students, "Lists also the encoders that learned from a run's classifier.")
        .Json(o => o.Json);
}
