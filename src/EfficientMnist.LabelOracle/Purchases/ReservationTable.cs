using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>SQL on the table <c>reservations</c>: parts of budgets that are promised to purchases whose labels are being asked for.</summary>
internal static class ReservationTable
{
    /// <summary>Labels reserved for a run's other requests.</summary>
    public static async Task<int> OfOthersAsync(LedgerSession session, RunId run, RequestId request, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            "select coalesce(sum(labels), 0) from reservations where run_id = @run and request_id <> @request",
            [("@run", run.Value), ("@request", request.Value)],
            row => (int)row.GetInt64(0),
            cancellationToken))[0];

    /// <summary>Reserves labels for a request; again changes nothing.</summary>
    public static Task<int> KeepAsync(LedgerSession session, RunId run, RequestId request, int labels, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "insert into reservations (run_id, request_id, labels) values (@run, @request, @labels) on conflict (run_id, request_id) do nothing",
            [("@run", run.Value), ("@request", request.Value), ("@labels", labels)],
            cancellationToken);

    public static Task<int> ReleaseAsync(LedgerSession session, RunId run, RequestId request, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "delete from reservations where run_id = @run and request_id = @request", [("@run", run.Value), ("@request", request.Value)], cancellationToken);
}
