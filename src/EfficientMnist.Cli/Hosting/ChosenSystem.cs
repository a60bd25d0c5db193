using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using Grpc.Core;

namespace EfficientMnist.Cli.Hosting;

/// <summary>The system that is up, or with --system one that is started for the work and ends with it.</summary>
internal static class ChosenSystem
{
    /// <summary>Asks for a system of one's own.</summary>
    public const string OwnSwitch = "--system";

    /// <summary>Names the checkout that system is started from.</summary>
    public const string RootSetting = "--root";

    public static async Task<int> RunAsync(CommandLine line, Screen screen, Func<SystemConnection, Task<int>> work, CancellationToken cancellationToken)
    {
        if (!line.Has(OwnSwitch))
        {
            using var running = SystemConnection.Open(screen);
            return await work(running);
        }

        await using var started = await HeadlessSystem.StartAsync(line.Value(RootSetting), screen, cancellationToken);
        using var system = new SystemConnection(started.Addresses);
        try
        {
            return await work(system);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable && !cancellationToken.IsCancellationRequested)
        {
            throw new SystemFailedException($"{error.Status.Detail}. The system's log: {started.KeepLog()}", error);
        }
    }
}
