namespace EfficientMnist.AppHost.Resources;

/// <summary>
/// A Redis that is a process of this system, for machines without a container engine. It keeps nothing on disk, and asks for a
/// password, which no other user sees: loopback is open to everybody on the machine.
/// </summary>
internal sealed class RedisServerResource : ExecutableResource, IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    private readonly EndpointReference _endpoint;
    private readonly ParameterResource _password;

    public RedisServerResource(string name, string program, string workingDirectory, string password)
        : base(name, program, workingDirectory)
    {
        _endpoint = new EndpointReference(this, EndpointName);
        _password = new ParameterResource($"{name}-password", _ => password, secret: true);
    }

    /// <summary>The port it listens on, known once the system starts.</summary>
    public EndpointReferenceExpression Port => _endpoint.Property(EndpointProperty.TargetPort);

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{_endpoint.Property(EndpointProperty.HostAndPort)},password={_password}");
}
