using System.Globalization;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IExpressionValue, IValueWithReferences
{
    public EndpointReference Endpoint => endpointReference;

    public EndpointProperty Property => property;

    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{Property.ToString().ToLowerInvariant()}}}";

    IEnumerable<object> IValueWithReferences.References => [Endpoint];

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => GetValueAsync(new ValueProviderContext(), cancellationToken);

    public async ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default)
    {
        var annotation = Endpoint.EndpointAnnotation;
        await annotation.Allocated.WaitAsync(cancellationToken);
        // A replica that asks for its own endpoint means its own, not its sibling's.
        var replica = context is ReplicaContext own && own.Caller == Endpoint.Resource ? own.Replica : 0;
        return Read(annotation.AllocatedReplicas[replica]);
    }

    private string Read(AllocatedEndpoint endpoint) => Property switch
    {
        EndpointProperty.Url => endpoint.UriString,
        EndpointProperty.Host => endpoint.Address,
        EndpointProperty.IPV4Host => "127.0.0.1",
        EndpointProperty.Port or EndpointProperty.TargetPort => endpoint.Port.ToString(CultureInfo.InvariantCulture),
        EndpointProperty.Scheme => endpoint.UriScheme,
        EndpointProperty.HostAndPort => endpoint.EndPointString,
        EndpointProperty.TlsEnabled => endpoint.Endpoint.TlsEnabled ? bool.TrueString : bool.FalseString,
        _ => throw new InvalidOperationException($"The property '{Property}' is not supported for the endpoint '{Endpoint.EndpointName}'."),
    };
}
