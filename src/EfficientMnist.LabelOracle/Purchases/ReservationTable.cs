using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>SQL on the table <c>reservations</c>: parts of budgets that are promised to purchases whose labels are being asked for.</summary>
internal static class ReservationTable
{
    /// <summary>What is reserved for a run's other requests.</summary>
    public static async Task<Cost> OfOthersAsync(LedgerSession session, RunId run, RequestId request, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            "select coalesce(sum(labels), 0), cast(coalesce(sum(money), 0) as bigint) from reservations where run_id = @run and request_id <> @request",
            [("@run", run.Value), ("@request", request.Value)],
            row => new Cost((int)row.GetInt64(0), row.GetInt64(1)),
            cancellationToken))[0];

    /// <summary>Reserves a cost for a request; again changes nothing.</summary>
    public static Task<int> KeepAsync(LedgerSession session, RunId run, RequestId request, Cost cost, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "insert into reservations (run_id, request_id, labels, money) values (@run, @request, @labels, @money) on conflict (run_id, request_id) do nothing",
            [("@run", run.Value), ("@request", request.Value), ("@labels", cost.Labels), ("@money", cost.Money)],
            cancellationToken);

    public static Task<int> ReleaseAsync(LedgerSession session, RunId run, RequestId request, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "delete from reservations where run_id = @run and request_id = @request", [("@run", run.Value), ("@request", request.Value)], cancellationToken);
}
