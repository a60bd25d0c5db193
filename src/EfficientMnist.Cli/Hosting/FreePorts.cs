using System.Net;
using System.Net.Sockets;

namespace EfficientMnist.Cli.Hosting;

/// <summary>Loopback ports nobody listens on at the moment.</summary>
internal static class FreePorts
{
    public static IReadOnlyList<int> Take(int count)
    {
        // Held until all are found, so that none is given twice.
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        try
        {
            foreach (var listener in listeners)
                listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }
}
