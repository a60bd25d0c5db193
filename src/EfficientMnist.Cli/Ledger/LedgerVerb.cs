using System.Globalization;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Ledger;

/// <summary>Every row of a run's ledger, oldest first, or those like what is asked for.</summary>
internal sealed class LedgerVerb : IVerb
{
    public string Name => "ledger";

    public string Usage => "<run> [--format csv|jsonl] [--out file] [round=3] [action=corrected] … | --verify [<run>]";

    public string Summary => "prints or exports what a run has bought, with its options; filters: purpose, action, round, label, sample, annotator";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--csv", "--jsonl", "--json", "--verify"], ["--format", "--out"]);
        if (line.Has("--verify"))
            return await VerifyAsync(line.WithoutOptions(), screen, cancellationToken);
        var id = line.Words("run")[0];
        var format = Format(line);
        var request = Request(id, line.Options);

        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, id, cancellationToken);
        using var ledger = system.Oracle.StreamLedger(request, cancellationToken: cancellationToken);
        var entries = Entries(ledger.ResponseStream.ReadAllAsync(cancellationToken));
        if (format is null)
        {
            await LedgerTable.WriteAsync(screen.OutputConsole(), run, entries, "--format csv");
            return 0;
        }
        await using var file = line.Value("--out") is { } path ? new StreamWriter(path) : null;
        var writer = file ?? screen.Output;
        var rows = format == "csv" ? await run.Ledger.WriteCsvAsync(entries, writer) : await run.Ledger.WriteJsonLinesAsync(entries, writer);
        if (file is not null)
            screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Value("--out")}: {rows:N0} rows"));
        return 0;
    }

    /// <summary>Holds the ledger, of one run or of all, against its checksums.</summary>
    private static async Task<int> VerifyAsync(CommandLine line, Screen screen, CancellationToken cancellationToken)
    {
        var runs = line.WordsFrom();
        if (runs.Count > 1)
            throw new UsageException("--verify takes one run, or none for all of them.");
        using var system = SystemConnection.Open(screen);
        var request = new VerifyLedgerRequest { RunId = runs.Count == 1 ? runs[0] : "" };
        var found = await system.Oracle.VerifyLedgerAsync(request, cancellationToken: cancellationToken);
        foreach (var fault in found.Faults)
            screen.Error.WriteLine($"eml: run {fault.RunId}{(fault.EntryId > 0 ? string.Create(CultureInfo.InvariantCulture, $", row {fault.EntryId}") : "")}: {fault.What}");
        screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Rows:N0} rows of {found.Runs:N0} runs: {(found.Faults.Count == 0 ? "as they were written" : $"{found.Faults.Count:N0} are not as they were written. A backup has what was there before (eml restore)")}"));
        return found.Faults.Count == 0 ? 0 : 1;
    }

    // Null for a table.
    private static string? Format(CommandLine line)
    {
        string?[] asked = [line.Has("--csv") ? "csv" : null, line.Has("--jsonl") || line.Has("--json") ? "jsonl" : null, line.Value("--format")];
        var formats = asked.OfType<string>().Distinct().ToList();
        return formats switch
        {
            [] => line.Has("--out") ? "csv" : null,
            ["csv" or "jsonl"] => formats[0],
            [var other] => throw new UsageException($"There is no format '{other}'; choose csv or jsonl."),
            _ => throw new UsageException("--csv and --jsonl exclude each other."),
        };
    }

    private static StreamLedgerRequest Request(string id, IReadOnlyDictionary<string, string> filters)
    {
        var request = new StreamLedgerRequest { RunId = id };
        foreach (var (name, value) in filters)
        {
            switch (name)
            {
                case "purpose":
                    request.Purpose = Choice<QueryPurpose>(name, value);
                    break;
                case "action":
                    request.Action = Choice<LedgerAction>(name, value);
                    break;
                case "round":
                    request.Round = Number(name, value);
                    break;
                case "label":
                    request.Label = Number(name, value);
                    break;
                case "sample":
                    request.SampleId = Number(name, value);
                    break;
                case "annotator":
                    request.Annotator = value;
                    break;
                default:
                    throw new UsageException($"There is no filter {name}; there are purpose, action, round, label, sample, annotator.");
            }
        }
        return request;
    }

    private static T Choice<T>(string name, string value)
        where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var choice) && !int.TryParse(value, out _)
            ? choice
            : throw new UsageException($"{name}={value} must be one of {string.Join(", ", Enum.GetNames<T>().Skip(1).Select(n => n.ToLowerInvariant()))}.");

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new UsageException($"{name}={value} must be a whole number.");

    private static async IAsyncEnumerable<LedgerEntry> Entries(IAsyncEnumerable<StreamLedgerResponse> responses)
    {
        await foreach (var response in responses)
        {
            foreach (var entry in response.Entries)
                yield return entry;
        }
    }
}
