using System.Text.Json.Nodes;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Ledger;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Labelling;

/// <summary>The labels people gave last, as they are now.</summary>
internal sealed class AnswersVerb() : Verb<AnswersOptions>(
    "answers",
    "lists the labels that people gave last, to be corrected with eml correct",
    AnswersOptions.Table,
    [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<AnswersOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var request = new ListAnswersRequest
        {
            RunId = line.Words[0],
            Annotator = line.Options.Annotator,
            Limit = line.Options.Limit,
        };
        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, request.RunId, cancellationToken);
        var answers = (await system.Oracle.ListAnswersAsync(request, cancellationToken: cancellationToken)).Entries;
        if (line.Options.Json)
            screen.Output.WriteLine(new JsonArray([.. answers.Select(run.Ledger.Row)]).ToJsonString());
        else
            await LedgerTable.WriteAsync(screen.OutputConsole(), run, answers.ToAsyncEnumerable(), "--json");
        return 0;
    }
}

/// <summary>The options of eml answers.</summary>
internal sealed record AnswersOptions
{
    public string Annotator { get; init; } = "";

    public int Limit { get; init; } = 10;

    public bool Json { get; init; }

    public static OptionTable<AnswersOptions> Table { get; } = new OptionTable<AnswersOptions>("eml answers", new())
        .Text(LabellingOptions.AnnotatorName, o => o.Annotator, "a name", "Whose labels are listed; everybody's where it is not given.")
        .Limit(o => o.Limit, "How many labels are listed.")
        .Json(o => o.Json);
}
