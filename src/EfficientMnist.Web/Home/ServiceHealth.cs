using EfficientMnist.Contracts.Topology;

namespace EfficientMnist.Web.Home;

/// <summary>Whether each gRPC service accepts connections at the address it was announced at.</summary>
internal sealed class ServiceHealth(IConfiguration configuration)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>All four services, probed at once.</summary>
    public async Task<IReadOnlyList<ServiceStatus>> ProbeAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(ServiceNames.Grpc.Select(name => ProbeAsync(name, cancellationToken)));

    private async Task<ServiceStatus> ProbeAsync(string name, CancellationToken cancellationToken)
    {
        var address = configuration[$"services:{name}:http:0"];
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return new ServiceStatus(name, Healthy: false, "no address configured");

        using var client = new HttpClient { BaseAddress = uri, Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return new ServiceStatus(name, response.IsSuccessStatusCode, text);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new ServiceStatus(name, Healthy: false, "does not answer");
        }
    }
}
