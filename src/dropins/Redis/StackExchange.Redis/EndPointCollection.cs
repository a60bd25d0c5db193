using System.Collections.ObjectModel;
using System.Globalization;
using System.Net;

namespace StackExchange.Redis;

public sealed class EndPointCollection : Collection<EndPoint>, IEnumerable<EndPoint>
{
    private const int DefaultPort = 6379;

    public EndPointCollection()
    {
    }

    public EndPointCollection(IList<EndPoint> endpoints)
        : base(endpoints)
    {
    }

    public void Add(string hostAndPort) =>
        Add(Parse(hostAndPort) ?? throw new ArgumentException($"Could not parse host and port from '{hostAndPort}'.", nameof(hostAndPort)));

    public void Add(string host, int port) => Add(ToEndPoint(host, port));

    public void Add(IPAddress host, int port) => Add(new IPEndPoint(host, port));

    public bool TryAdd(EndPoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (Contains(endpoint))
            return false;
        base.InsertItem(Count, endpoint);
        return true;
    }

    public new IEnumerator<EndPoint> GetEnumerator() => base.GetEnumerator();

    protected override void InsertItem(int index, EndPoint item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (Contains(item))
            throw new ArgumentException($"The endpoint {Format(item)} is there already.", nameof(item));
        base.InsertItem(index, item);
    }

    protected override void SetItem(int index, EndPoint item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.SetItem(index, item);
    }

    internal static EndPoint? Parse(string hostAndPort)
    {
        if (string.IsNullOrWhiteSpace(hostAndPort))
            return null;
        hostAndPort = hostAndPort.Trim();
        if (IPAddress.TryParse(hostAndPort, out var bare))
            return new IPEndPoint(bare, DefaultPort);
        var colon = hostAndPort.LastIndexOf(':');
        if (colon < 0)
            return ToEndPoint(hostAndPort, DefaultPort);
        return int.TryParse(hostAndPort.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? ToEndPoint(hostAndPort[..colon], port)
            : null;
    }

    internal static string Format(EndPoint? endpoint) => endpoint switch
    {
        null => "",
        DnsEndPoint dns => string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{dns.Port}"),
        _ => endpoint.ToString() ?? "",
    };

    private static EndPoint ToEndPoint(string host, int port) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
}
