using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EfficientMnist.AppHost.Resources;

/// <summary>
/// The health of a service over HTTP, asked for again and again within one check. After a check that fails Aspire waits for one second,
/// then for two, for three …, so that a service which is healthy a moment after it was asked would be taken for unhealthy seconds longer.
/// </summary>
/// <param name="address">Gives the address to ask, which is known once the service starts.</param>
/// <param name="patience">How long one check goes on asking.</param>
internal sealed class PatientHealthCheck(Func<Uri> address, TimeSpan patience) : IHealthCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Healthy as soon as the service says so; else what its last answer was, once the patience is at an end.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var result = await AskAsync(cancellationToken);
            if (result.Status == HealthStatus.Healthy || Stopwatch.GetElapsedTime(began) > patience)
                return result;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<HealthCheckResult> AskAsync(CancellationToken cancellationToken)
    {
        var asked = address();
        try
        {
            using var answer = await Client.GetAsync(asked, cancellationToken);
            return answer.IsSuccessStatusCode ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"{asked} answers {(int)answer.StatusCode}.");
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy($"{asked} does not answer.", error);
        }
    }
}

internal static class PatientHealthCheckExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Takes the service for healthy from the moment at which its endpoint answers so.</summary>
    /// <param name="service">The service.</param>
    /// <param name="path">Where its health is.</param>
    /// <param name="endpointName">The endpoint to ask, one of HTTP/1.1.</param>
    public static IResourceBuilder<ProjectResource> WithPatientHealthCheck(this IResourceBuilder<ProjectResource> service, string path, string endpointName)
    {
        var (key, endpoint) = ($"{service.Resource.Name}_{endpointName}", service.GetEndpoint(endpointName));
        service.ApplicationBuilder.Services.AddHealthChecks().AddCheck(key, new PatientHealthCheck(() => new Uri(new Uri(endpoint.Url), path), Patience));
        return service.WithHealthCheck(key);
    }
}
