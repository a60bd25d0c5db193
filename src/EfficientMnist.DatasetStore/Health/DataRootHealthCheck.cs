using EfficientMnist.Datasets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EfficientMnist.DatasetStore.Health;

/// <summary>A folder the user named has to be there and readable. Where none is named there is nothing to check: <c>glyphs</c> needs none.</summary>
public sealed class DataRootHealthCheck(DatasetCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(catalog.NamedRoot is { } root ? Check(root) : HealthCheckResult.Healthy("No data folder is named."));

    private static HealthCheckResult Check(string root)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(root).Any();
            return HealthCheckResult.Healthy($"'{root}' is readable.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy($"The data folder '{root}' cannot be read ({error.Message}). Set EML_DATA or Datasets:Root to a folder that can.", error);
        }
    }
}
