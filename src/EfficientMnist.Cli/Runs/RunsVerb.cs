using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Runs;

/// <summary>The runs of the system, newest first.</summary>
internal sealed class RunsVerb : IVerb
{
    public string Name => "runs";

    public string Usage => "";

    public string Summary => "lists the runs, newest first";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        CommandLine.Parse(arguments, [], []).WithoutOptions().Words();
        using var system = SystemConnection.Open(screen);
        var runs = (await system.Classifier.ListRunsAsync(new ListRunsRequest(), cancellationToken: cancellationToken)).Runs;
        var table = new Table().AddColumns("run", "state", "name", "data set", "labels", "accuracy", "estimate", "seconds");
        foreach (var run in runs)
        {
            table.AddRow([.. new[]
            {
                run.RunId,
                RunText.State(run.State),
                run.Name,
                run.Options["dataset"],
                string.Create(CultureInfo.InvariantCulture, $"{run.BudgetSpent}/{run.BudgetLimit}"),
                RunText.Accuracy(run),
                RunText.Estimate(run),
                run.Seconds.ToString("F0", CultureInfo.InvariantCulture),
            }.Select(Markup.Escape)]);
        }
        screen.OutputConsole().Write(table);
        return 0;
    }
}
