using System.Globalization;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.Runs;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Ledger;

/// <summary>Every row of a run's ledger, oldest first, or those like what is asked for.</summary>
internal sealed class LedgerVerb() : Verb<LedgerOptions>(
    "ledger",
    "prints or exports what a run has bought, with its options, all rows or some",
    LedgerOptions.Options,
    [Word.Run with { Least = 0, Meaning = "The id of a run; with --verify none is all of them." }])
{
    protected override async Task<int> ExecuteAsync(VerbLine<LedgerOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var options = line.Options;
        var id = line.Words.FirstOrDefault("");
        if (options.Verify)
            return await VerifyAsync(id, screen, cancellationToken);
        if (id.Length == 0)
            throw new UsageException("eml ledger takes <run>; only with --verify none is all of them. eml runs lists them.");

        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, id, cancellationToken);
        using var ledger = system.Oracle.StreamLedger(options.Request(id), cancellationToken: cancellationToken);
        var entries = Entries(ledger.ResponseStream.ReadAllAsync(cancellationToken));
        if (options.Written is not { } format)
        {
            await LedgerTable.WriteAsync(screen.OutputConsole(), run, entries, "--format csv");
            return 0;
        }
        await using var file = options.Out.Length > 0 ? new StreamWriter(options.Out) : null;
        var writer = file ?? screen.Output;
        var rows = format == LedgerOptions.Csv ? await run.Ledger.WriteCsvAsync(entries, writer) : await run.Ledger.WriteJsonLinesAsync(entries, writer);
        if (file is not null)
            screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Out}: {rows:N0} rows"));
        return 0;
    }

    /// <summary>Holds the ledger, of one run or of all, against its checksums, and its end against what the runs' journals have of it.</summary>
    private static async Task<int> VerifyAsync(string id, Screen screen, CancellationToken cancellationToken)
    {
        using var system = SystemConnection.Open(screen);
        var request = new VerifyLedgerRequest { RunId = id, LedgerHeads = { await HeadsAsync(system, id, screen, cancellationToken) } };
        var found = await system.Oracle.VerifyLedgerAsync(request, cancellationToken: cancellationToken);
        foreach (var fault in found.Faults)
            screen.Error.WriteLine($"eml: run {fault.RunId}{(fault.EntryId > 0 ? string.Create(CultureInfo.InvariantCulture, $", row {fault.EntryId}") : "")}: {fault.What}");
        screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Rows:N0} rows of {found.Runs:N0} runs, {request.LedgerHeads.Count:N0} of them held against their journals: {(found.Faults.Count == 0 ? "as they were written" : $"{found.Faults.Count:N0} are not as they were written. A backup has what was there before (eml restore)")}"));
        return found.Faults.Count == 0 ? 0 : 1;
    }

    private static async Task<Dictionary<string, string>> HeadsAsync(SystemConnection system, string id, Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            return await system.Classifier.ListAllRunsAsync(archived: true, cancellationToken)
                .Where(run => run.LedgerHead.Length > 0 && (id.Length == 0 || run.RunId == id))
                .ToDictionaryAsync(run => run.RunId, run => run.LedgerHead, cancellationToken: cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
        {
            screen.Error.WriteLine($"eml: the classifier does not answer ({error.Status.Detail}), so rows that are missing at the end of a run's ledger are not seen. Start it, then verify again.");
            return [];
        }
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
