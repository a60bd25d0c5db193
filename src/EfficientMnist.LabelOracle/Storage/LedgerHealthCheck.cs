using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EfficientMnist.LabelOracle.Storage;

/// <summary>Ready as long as the database answers.</summary>
internal sealed class LedgerHealthCheck(ILedgerDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.ReadAsync(session => session.QueryAsync("select 1", [], row => row.GetInt32(0), cancellationToken), cancellationToken);
            return HealthCheckResult.Healthy(database.Description);
        }
        catch (System.Data.Common.DbException error)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"{database.Description} does not answer.", error);
        }
    }
}
