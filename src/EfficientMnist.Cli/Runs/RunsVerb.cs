using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.Runs;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Runs;

/// <summary>The runs of the system, or those with certain options, newest first.</summary>
internal sealed class RunsVerb() : Verb<RunsOptions>(
    "runs",
    "lists the runs, newest first, or those with these options",
    RunsOptions.Table,
    runOptions: "Lists only runs with this value of this option.")
{
    private const string Paid = "paid";

    private static readonly (string Name, Func<Run, string> Of)[] Columns =
    [
        ("run", run => run.RunId),
        ("state", run => RunText.State(run.State) + (run.Archived ? ", archived" : "")),
        ("name", run => run.Description is { Title.Length: > 0 } described ? described.Title : run.Name),
        ("data set", run => run.Options.GetValueOrDefault("dataset", "")),
        ("labels", run => string.Create(CultureInfo.InvariantCulture, $"{run.BudgetSpent}/{run.BudgetLimit}")),
        (Paid, RunMoney.Paid),
        ("accuracy", RunText.Accuracy),
        ("estimate", RunText.Estimate),
        ("seconds", run => run.Seconds.ToString("F0", CultureInfo.InvariantCulture)),
        ("waits for", RunText.Waiting),
    ];

    protected override async Task<int> ExecuteAsync(VerbLine<RunsOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        using var system = SystemConnection.Open(screen);
        var all = await system.Classifier.ListAllRunsAsync(line.Options.Archived, cancellationToken).ToListAsync(cancellationToken);
        CheckNames(line.RunOptions.Keys, all);
        var runs = all.Where(run => line.RunOptions.All(option => run.Options.GetValueOrDefault(option.Key) == option.Value));
        if (line.Options.Json)
        {
            screen.Output.WriteLine(new JsonArray([.. runs.Select(RunJson.Of)]).ToJsonString());
            return 0;
        }
        var shown = runs.ToList();
        // Most have no prices.
        (string Name, Func<Run, string> Of)[] columns = [.. Columns.Where(column => column.Name != Paid || shown.Exists(RunMoney.Has))];
        FittedTable.Write(
            screen.OutputConsole(), [.. columns.Select(column => column.Name)], [.. shown.Select(run => columns.Select(column => column.Of(run)).ToArray())], ["seconds", "estimate", "data set"], "--json");
        return 0;
    }

    // A misspelt option would look like one that no run has.
    private static void CheckNames(IEnumerable<string> names, List<Run> runs)
    {
        if (runs.Count > 0 && names.FirstOrDefault(name => !runs.Any(run => run.Options.ContainsKey(name))) is { } unknown)
            throw new UsageException($"No run has an option {unknown}. ./eml options lists them.");
    }
}

/// <summary>The options of <see cref="RunsVerb"/>.</summary>
internal sealed record RunsOptions
{
    public bool Archived { get; init; }

    public bool Json { get; init; }

    public static OptionTable<RunsOptions> Table { get; } = new OptionTable<RunsOptions>("A verb", new())
        .Switch("--archived", o => o.Archived, "Lists those that are archived as well.")
        .Json(o => o.Json);
}
