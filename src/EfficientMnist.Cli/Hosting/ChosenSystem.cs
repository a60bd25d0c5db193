using EfficientMnist.Cli.Connections;
using EfficientMnist.Core.Options;
using Grpc.Core;

namespace EfficientMnist.Cli.Hosting;

/// <summary>The system that is up, or with --system one that is started for the work and ends with it.</summary>
internal sealed record ChosenSystem
{
    private const string OwnName = "--system";
    private const string RootName = "--root";

    /// <summary>Whether a system is started for the work.</summary>
    public bool Own { get; init; }

    /// <summary>The checkout that it is started from; empty for that of this program.</summary>
    public string Root { get; init; } = "";

    public static OptionTable<ChosenSystem> Table { get; } = new OptionTable<ChosenSystem>("A system", new())
        .Switch(OwnName, o => o.Own, "Starts the whole system for this and stops it afterwards.")
        .Text(RootName, o => o.Root, "a folder", $"The checkout that {OwnName} starts it from, where it is not that of this program.")
        .Rule((o, _) => o.Root.Length > 0 && !o.Own ? $"{RootName} is of {OwnName}, which starts a system." : null);

    public async Task<int> RunAsync(Screen screen, Func<SystemConnection, Task<int>> work, CancellationToken cancellationToken)
    {
        if (!Own)
        {
            using var running = SystemConnection.Open(screen);
            return await work(running);
        }

        await using var started = await HeadlessSystem.StartAsync(Root, screen, cancellationToken);
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
