using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives every endpoint of every replica the port its process listens on: there is no proxy in between.</summary>
internal static class EndpointAllocator
{
    private const int LowestPort = 20_000;
    private const int LowestOutgoingPort = 32_768;

    private static readonly Lock s_lock = new();
    private static readonly HashSet<int> s_given = [];

    public static void Allocate(IReadOnlyList<IResource> resources)
    {
        var endpoints = resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (resource, endpoint))).ToList();
        lock (s_lock)
            foreach (var (_, endpoint) in endpoints)
                if (Wished(endpoint) is { } wished)
                    s_given.Add(wished);
        foreach (var (resource, endpoint) in endpoints)
        {
            // Something that runs elsewhere has told already where.
            if (endpoint.AllocatedEndpoint is not null)
                continue;
            endpoint.Allocate(
            [
                .. resource.Instances().Select(instance => new AllocatedEndpoint(
                    endpoint, endpoint.TargetHost, (instance.Replica == 0 ? Wished(endpoint) : null) ?? FreePort())),
            ]);
        }
    }

    /// <summary>
    /// A port on loopback that nobody listens on and that was not given out before. It lies below the range from which the
    /// kernel takes ports for outgoing connections, so that none of those takes it before the process listens.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(LowestPort, LowestOutgoingPort);
            if (!IsFree(port))
                continue;
            lock (s_lock)
                if (s_given.Add(port))
                    return port;
        }
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Fails naming the endpoint whose port another process holds.</summary>
    public static void CheckFree(ResourceInstance instance)
    {
        foreach (var endpoint in instance.Resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.Protocol == ProtocolType.Tcp))
        {
            var port = endpoint.AllocatedReplicas[instance.Replica].Port;
            if (!IsFree(port))
                throw new DistributedApplicationException(
                    $"Port {port} of endpoint '{endpoint.Name}' is in use by another process. Stop that, or give the endpoint another port.");
        }
    }

    private static int? Wished(EndpointAnnotation endpoint) => endpoint.TargetPort ?? endpoint.Port;
}
