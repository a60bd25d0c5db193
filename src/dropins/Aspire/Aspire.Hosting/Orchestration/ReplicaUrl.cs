using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Where one further replica of a service listens.</summary>
internal sealed class ReplicaUrl(EndpointReference endpoint, int replica) : IExpressionValue
{
    public string ValueExpression => $"{{{endpoint.Resource.Name}.bindings.{endpoint.EndpointName}.url}}";

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        await endpoint.EndpointAnnotation.Allocated.WaitAsync(cancellationToken);
        return endpoint.EndpointAnnotation.AllocatedReplicas[replica].UriString;
    }
}
