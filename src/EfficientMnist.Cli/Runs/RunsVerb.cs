using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Google.Protobuf.Collections;

namespace EfficientMnist.Cli.Runs;

/// <summary>The runs of the system, or those with certain options, newest first.</summary>
internal sealed class RunsVerb : IVerb
{
    private const string ArchivedSwitch = "--archived";

    public string Name => "runs";

    public string Usage => "[dataset=mnist strategy=random …] [--archived] [--json]";

    public string Summary => "lists the runs, newest first, or those with these options; --archived those that are archived as well";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json", ArchivedSwitch], []);
        line.Words();
        using var system = SystemConnection.Open(screen);
        var all = (await system.Classifier.ListRunsAsync(new ListRunsRequest { Archived = line.Has(ArchivedSwitch) }, cancellationToken: cancellationToken)).Runs;
        CheckNames(line.Options.Keys, all);
        var runs = all.Where(run => line.Options.All(option => run.Options.GetValueOrDefault(option.Key) == option.Value));
        if (line.Has("--json"))
        {
            screen.Output.WriteLine(new JsonArray([.. runs.Select(RunJson.Of)]).ToJsonString());
            return 0;
        }
        FittedTable.Write(screen.OutputConsole(), ["run", "state", "name", "data set", "labels", "accuracy", "estimate", "seconds", "waits for"], [.. runs.Select(Row)], ["seconds", "estimate", "data set"], "--json");
        return 0;
    }

    private static string[] Row(Run run) =>
    [
        run.RunId,
        RunText.State(run.State) + (run.Archived ? ", archived" : ""),
        run.Name,
        run.Options.GetValueOrDefault("dataset", ""),
        string.Create(CultureInfo.InvariantCulture, $"{run.BudgetSpent}/{run.BudgetLimit}"),
        RunText.Accuracy(run),
        RunText.Estimate(run),
        run.Seconds.ToString("F0", CultureInfo.InvariantCulture),
        RunText.Waiting(run),
    ];

    // A misspelt option would look like one that no run has.
    private static void CheckNames(IEnumerable<string> names, RepeatedField<Run> runs)
    {
        if (runs.Count > 0 && names.FirstOrDefault(name => !runs.Any(run => run.Options.ContainsKey(name))) is { } unknown)
            throw new UsageException($"No run has an option {unknown}. ./eml options lists them.");
    }
}
