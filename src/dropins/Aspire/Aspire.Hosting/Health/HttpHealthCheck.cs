using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

/// <summary>Healthy while every replica answers with the expected status.</summary>
internal sealed class HttpHealthCheck(EndpointReference endpoint, string path, int expectedStatus) : IHealthCheck
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);
    private static readonly HttpClient s_client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = s_timeout };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        foreach (var replica in endpoint.EndpointAnnotation.AllocatedReplicas)
        {
            var address = new Uri(new Uri(replica.UriString), path);
            try
            {
                using var response = await s_client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if ((int)response.StatusCode != expectedStatus)
                    return HealthCheckResult.Unhealthy($"{address} answered {(int)response.StatusCode}, expected {expectedStatus}.");
            }
            catch (HttpRequestException error)
            {
                return HealthCheckResult.Unhealthy($"{address} does not answer: {error.Message}", error);
            }
            catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
            {
                return HealthCheckResult.Unhealthy($"{address} did not answer within {s_timeout.TotalSeconds} s.", error);
            }
        }

        return HealthCheckResult.Healthy();
    }
}
