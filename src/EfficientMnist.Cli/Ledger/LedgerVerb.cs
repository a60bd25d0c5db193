using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Ledger;

/// <summary>Every label a run has bought, oldest first.</summary>
internal sealed class LedgerVerb : IVerb
{
    public string Name => "ledger";

    public string Usage => "<run> [--csv | --jsonl]";

    public string Summary => "prints or exports every label a run has bought";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--csv", "--jsonl"], []).WithoutOptions();
        var id = line.Words("run")[0];
        if (line.Has("--csv") && line.Has("--jsonl"))
            throw new UsageException("--csv and --jsonl exclude each other.");

        using var system = SystemConnection.Open(screen);
        using var ledger = system.Oracle.StreamLedger(new StreamLedgerRequest { RunId = id }, cancellationToken: cancellationToken);
        var entries = Entries(ledger.ResponseStream.ReadAllAsync(cancellationToken));
        if (line.Has("--csv"))
            await LedgerExport.WriteCsvAsync(entries, screen.Output);
        else if (line.Has("--jsonl"))
            await LedgerExport.WriteJsonLinesAsync(entries, screen.Output);
        else
            screen.OutputConsole().Write(await LedgerExport.ToTableAsync(entries));
        return 0;
    }

    private static async IAsyncEnumerable<LedgerEntry> Entries(IAsyncEnumerable<StreamLedgerResponse> responses)
    {
        await foreach (var response in responses)
        {
            foreach (var entry in response.Entries)
                yield return entry;
        }
    }
}
