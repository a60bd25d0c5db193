using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;
using Grpc.Core;

namespace EfficientMnist.Web.Ledger;

/// <summary>Which rows of a run's ledger are shown or exported.</summary>
internal sealed record LedgerQuery(string RunId)
{
    public const int PageSize = 100;

    public QueryPurpose Purpose { get; init; }

    public LedgerAction Action { get; init; }

    public int? Round { get; init; }

    public int? Label { get; init; }

    public int? Sample { get; init; }

    /// <summary>Only rows before this one; the page is turned by it.</summary>
    public long Before { get; init; }

    public bool IsFiltered => Purpose != 0 || Action != 0 || Round is not null || Label is not null;

    /// <summary>The query in an address, as <see cref="Address"/> writes it; what cannot be read is left out.</summary>
    public static LedgerQuery Read(string runId, IQueryCollection query) => new(runId)
    {
        Purpose = (QueryPurpose)(Number(query["purpose"]) ?? 0),
        Action = (LedgerAction)(Number(query["action"]) ?? 0),
        Round = Number(query["round"]),
        Label = Number(query["label"]),
        Before = long.TryParse(query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : 0,
    };

    public string Address(string path) => QueryText.Of(
        path,
        ("purpose", Purpose == 0 ? "" : Text((int)Purpose)),
        ("action", Action == 0 ? "" : Text((int)Action)),
        ("round", Round is { } round ? Text(round) : ""),
        ("label", Label is { } label ? Text(label) : ""),
        ("before", Before == 0 ? "" : Text(Before)));

    /// <summary>A page of rows, newest first, and whether there are older ones.</summary>
    public async Task<(IReadOnlyList<LedgerEntry> Rows, bool More)> PageAsync(LabelOracleService.LabelOracleServiceClient oracle, CancellationToken cancellationToken)
    {
        var request = Request();
        (request.NewestFirst, request.Limit, request.BeforeEntryId) = (true, PageSize + 1, Before);
        var rows = await RowsAsync(oracle, request, cancellationToken).ToListAsync(cancellationToken);
        return ([.. rows.Take(PageSize)], rows.Count > PageSize);
    }

    /// <summary>So many rows at most, newest first.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> NewestAsync(LabelOracleService.LabelOracleServiceClient oracle, int count, CancellationToken cancellationToken)
    {
        var request = Request();
        (request.NewestFirst, request.Limit) = (true, count);
        return await RowsAsync(oracle, request, cancellationToken).ToListAsync(cancellationToken);
    }

    /// <summary>All rows, oldest first.</summary>
    public IAsyncEnumerable<LedgerEntry> AllAsync(LabelOracleService.LabelOracleServiceClient oracle, CancellationToken cancellationToken) =>
        RowsAsync(oracle, Request(), cancellationToken);

    private static async IAsyncEnumerable<LedgerEntry> RowsAsync(
        LabelOracleService.LabelOracleServiceClient oracle, StreamLedgerRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = oracle.StreamLedger(request, cancellationToken: cancellationToken);
        while (await MoveNextAsync(call.ResponseStream, cancellationToken))
            foreach (var entry in call.ResponseStream.Current.Entries)
                yield return entry;
    }

    // A run that has bought nothing yet has no account either.
    private static async Task<bool> MoveNextAsync(IAsyncStreamReader<StreamLedgerResponse> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    private StreamLedgerRequest Request() => new() { RunId = RunId, Purpose = Purpose, Action = Action, Round = Round, Label = Label, SampleId = Sample };

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
