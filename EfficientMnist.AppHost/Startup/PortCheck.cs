using System.Net;
using System.Net.Sockets;

namespace EfficientMnist.AppHost.Startup;

internal static class PortCheck
{
    /// <summary>Looks at every fixed port before anything is started.</summary>
    /// <exception cref="CannotStartException">One is taken; names it and its service.</exception>
    public static void RequireFree(AppHostSettings settings)
    {
        foreach (var (service, port) in settings.FixedPorts().Where(fixedPort => IsTaken(fixedPort.Port)))
        {
            throw new CannotStartException(
                $"Port {port} of {service} is taken by another program. End that program, or choose another port with --Ports:{service}=<port>.");
        }
    }

    private static bool IsTaken(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
