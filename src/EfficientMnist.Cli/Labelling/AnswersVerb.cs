using System.Text.Json.Nodes;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Ledger;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Labelling;

/// <summary>The labels people gave last, as they are now.</summary>
internal sealed class AnswersVerb : IVerb
{
    private const int DefaultLimit = 10;

    public string Name => "answers";

    public string Usage => "<run> [--annotator name] [--limit 10] [--json]";

    public string Summary => "lists the labels that people gave last, to be corrected with eml correct";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], [AnnotatorName.Setting, "--limit"]).WithoutOptions();
        var request = new ListAnswersRequest
        {
            RunId = line.Words("run")[0],
            Annotator = line.Value(AnnotatorName.Setting) ?? "",
            Limit = Limits.Read(line, DefaultLimit),
        };
        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, request.RunId, cancellationToken);
        var answers = (await system.Oracle.ListAnswersAsync(request, cancellationToken: cancellationToken)).Entries;
        if (line.Has("--json"))
            screen.Output.WriteLine(new JsonArray([.. answers.Select(run.Ledger.Row)]).ToJsonString());
        else
            await LedgerTable.WriteAsync(screen.OutputConsole(), run, answers.ToAsyncEnumerable(), "--json");
        return 0;
    }
}
