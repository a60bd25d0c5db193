namespace Aspire.Hosting.ApplicationModel;

public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
{
    public EndpointAnnotation Endpoint => endpoint;

    public string Address => address;

    public int Port => port;

    public string UriScheme => endpoint.UriScheme;

    public string EndPointString => $"{address}:{port}";

    public string UriString => $"{UriScheme}://{EndPointString}";

    public string? TargetPortExpression => targetPortExpression;

    public override string ToString() => UriString;
}
