namespace EfficientMnist.AppHost.Resources;

/// <summary>A Redis that is a process of this system, for machines without a container engine. It keeps nothing on disk.</summary>
internal sealed class RedisServerResource : ExecutableResource, IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    private readonly EndpointReference _endpoint;

    public RedisServerResource(string name, string program, string workingDirectory)
        : base(name, program, workingDirectory) => _endpoint = new EndpointReference(this, EndpointName);

    /// <summary>The port it listens on, known once the system starts.</summary>
    public EndpointReferenceExpression Port => _endpoint.Property(EndpointProperty.TargetPort);

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{_endpoint.Property(EndpointProperty.HostAndPort)}");
}
