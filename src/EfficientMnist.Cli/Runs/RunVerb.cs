using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Hosting;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Runs;

/// <summary>One experiment from start to grade, on a running system or on one started for it.</summary>
internal sealed class RunVerb : IVerb
{
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);

    public string Name => "run";

    public string Usage => "[key=value …] [--json] [--system [--root <repository>]]";

    public string Summary => "runs one experiment; --system starts and stops the whole system for it";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json", "--system"], ["--root"]);
        line.Words();
        var json = line.Has("--json");
        if (!line.Has("--system"))
        {
            using var running = SystemConnection.Open(screen);
            return await RunAsync(running, line.Options, json, stopWhenInterrupted: false, screen, cancellationToken);
        }

        await using var started = await HeadlessSystem.StartAsync(line.Value("--root"), screen, cancellationToken);
        using var system = new SystemConnection(started.Addresses);
        try
        {
            return await RunAsync(system, line.Options, json, stopWhenInterrupted: true, screen, cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable && !cancellationToken.IsCancellationRequested)
        {
            throw new SystemFailedException($"{error.Status.Detail}. The system's log: {started.KeepLog()}", error);
        }
    }

    private static async Task<int> RunAsync(
        SystemConnection system, IReadOnlyDictionary<string, string> options, bool json, bool stopWhenInterrupted, Screen screen, CancellationToken cancellationToken)
    {
        var experiment = new Experiment(system, screen, progressOnError: json);
        var run = await experiment.StartAsync("", await experiment.ResolveAsync(options, cancellationToken), cancellationToken);
        try
        {
            run = await experiment.FinishAsync(run, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            if (stopWhenInterrupted)
                await StopAsync(system, run, screen);
            else
                screen.Error.WriteLine($"The run goes on without this window: eml watch {run.RunId}, eml stop {run.RunId}");
            throw;
        }
        if (json)
            screen.Output.WriteLine(RunSummary.Json(run));
        else
            RunSummary.Write(run, screen);
        return 0;
    }

    /// <summary>A system that was started for this run would go on with it at its next start.</summary>
    private static async Task StopAsync(SystemConnection system, Run run, Screen screen)
    {
        using var timeout = new CancellationTokenSource(StopDeadline, screen.Time);
        try
        {
            await system.Classifier.StopRunAsync(new StopRunRequest { RunId = run.RunId }, cancellationToken: timeout.Token);
            screen.Error.WriteLine($"Run {run.RunId} was stopped. To go on: eml resume {run.RunId}");
        }
        catch (RpcException error)
        {
            screen.Error.WriteLine($"Run {run.RunId} could not be stopped ({error.Status.Detail}); it goes on at the next start of the system.");
        }
    }
}
