using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly TaskCompletionSource _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int? _targetPort;
    private string? _transport;

    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? protocol.ToString().ToLowerInvariant();
        _transport = transport;
        Name = name ?? UriScheme;
        Port = port;
        _targetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsExplicitlyProxied = isProxied;
    }

    public ProtocolType Protocol { get; set; }

    public string Name { get; set; }

    public string UriScheme { get; set; }

    public string TargetHost { get; set; } = "localhost";

    /// <summary>Null where any free port will do.</summary>
    public int? Port { get; set; }

    public int? TargetPort
    {
        get => _targetPort ?? (IsProxied ? null : Port);
        set => _targetPort = value;
    }

    public bool IsExternal { get; set; }

    public bool? IsExplicitlyProxied { get; set; }

    public bool IsProxied
    {
        get => IsExplicitlyProxied ?? true;
        set => IsExplicitlyProxied = value;
    }

    public bool ExcludeReferenceEndpoint { get; set; }

    public bool TlsEnabled { get; set; }

    public string Transport
    {
        get => _transport ?? (UriScheme is "http" or "https" ? "http" : Protocol.ToString().ToLowerInvariant());
        set => _transport = value;
    }

    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => AllocatedReplicas.Count > 0 ? AllocatedReplicas[0] : null;
        set => Allocate(value is null ? [] : [value]);
    }

    /// <summary>Variable that names the port to the process; such an endpoint stays out of ASPNETCORE_URLS.</summary>
    internal string? TargetPortVariable { get; set; }

    /// <summary>Where the endpoint of each replica listens: there is no proxy in front of them.</summary>
    internal IReadOnlyList<AllocatedEndpoint> AllocatedReplicas { get; private set; } = [];

    internal Task Allocated => _allocated.Task;

    internal void Allocate(IReadOnlyList<AllocatedEndpoint> replicas)
    {
        AllocatedReplicas = replicas;
        if (replicas.Count > 0)
            _allocated.TrySetResult();
    }
}
