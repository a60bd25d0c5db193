using System.Net;
using System.Net.Sockets;

namespace EfficientMnist.AppHost.Startup;

internal static class PortCheck
{
    /// <summary>Has every fixed port looked at before anything is started: a <see cref="CannotStartException"/> names one that is taken, or that two services are given.</summary>
    public static void RequireFreePorts(this IDistributedApplicationBuilder builder, AppHostSettings settings) =>
        builder.OnBeforeStart((_, _) =>
        {
            var shared = settings.FixedPorts().GroupBy(fixedPort => fixedPort.Port).FirstOrDefault(same => same.Count() > 1);
            if (shared is not null)
            {
                throw new CannotStartException(
                    $"Port {shared.Key} is given to {string.Join(" and to ", shared.Select(fixedPort => fixedPort.Service))}. Give each a port of its own with --Ports:{shared.Last().Service}=<port>.");
            }
            foreach (var (service, port) in settings.FixedPorts().Where(fixedPort => IsTaken(fixedPort.Port)))
            {
                throw new CannotStartException(
                    $"Port {port} of {service} is taken by another program. End that program, or choose another port with --Ports:{service}=<port>.");
            }
            return Task.CompletedTask;
        });

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
