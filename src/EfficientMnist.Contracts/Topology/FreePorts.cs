using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace EfficientMnist.Contracts.Topology;

/// <summary>Ports that belong to this process until it ends, whatever other systems and tests run meanwhile.</summary>
public static class FreePorts
{
    // Below the range from which the system gives ports to those that ask for any: one of these would be taken by what is started meanwhile.
    private const int First = 10_000, End = 30_000;

    // One file per port, locked by the process that has it; the system lets go of the lock when the process ends, however it ends.
    private static readonly string Locks = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"eml-ports-{Environment.UserName}")).FullName;
    private static readonly List<FileStream> Held = [];

    /// <summary>Ports nobody listens on, all different, and different from those that every other process has taken here.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        List<int> ports = [];
        while (ports.Count < count)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (TryHold(port))
                ports.Add(port);
        }
        return ports;
    }

    // Held first and tried then: the other way round somebody might begin to listen in between.
    private static bool TryHold(int port)
    {
        try
        {
            var file = new FileStream(Path.Combine(Locks, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (IsFree(port))
            {
                lock (Held)
                    Held.Add(file);
                return true;
            }
            file.Dispose();
            return false;
        }
        catch (IOException)
        {
            // Another has it, or this process already.
            return false;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
