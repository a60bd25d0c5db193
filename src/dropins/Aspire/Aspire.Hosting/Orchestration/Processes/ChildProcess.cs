using System.Diagnostics;
using Aspire.Hosting.Orchestration.Processes;

namespace Aspire.Hosting.Orchestration;

/// <summary>A process that ends with this one, however this one ends.</summary>
internal sealed class ChildProcess
{
    private static readonly TimeSpan s_killed = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_drained = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly bool _ownGroup;

    private ChildProcess(Process process, bool ownGroup, Action<string, bool> onLine)
    {
        _process = process;
        _ownGroup = ownGroup;
        Id = process.Id;
        if (ownGroup)
            ProcessGuardian.Watch(Id);
        Exited = WatchAsync(onLine);
    }

    public int Id { get; }

    /// <summary>The exit code, once the process has ended and its last lines are read.</summary>
    public Task<int> Exited { get; }

    public static async Task<ChildProcess> StartAsync(ProcessLaunch launch, IReadOnlyDictionary<string, string> environment, Action<string, bool> onLine)
    {
        if (!Directory.Exists(launch.WorkingDirectory))
            throw new DistributedApplicationException($"Working directory '{launch.WorkingDirectory}' does not exist.");
        var file = Launches.Find(launch.FileName, launch.WorkingDirectory)
            ?? throw new DistributedApplicationException($"Executable '{launch.FileName}' was not found. Install it, or put it on PATH.");
        var start = ParentDeath.Bind(file, launch.Arguments);
        start.WorkingDirectory = launch.WorkingDirectory;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = await LauncherThread.RunAsync(() => Process.Start(start)!);
        var child = new ChildProcess(process, ParentDeath.OwnGroup, onLine);
        if (launch.Input is not null)
            await process.StandardInput.WriteAsync(launch.Input);
        process.StandardInput.Close();
        return child;
    }

    /// <summary>SIGTERM; after the grace period SIGKILL for it and everything it started.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (Exited.IsCompleted)
            return;
        Signals.Terminate(_process);
        if (await Task.WhenAny(Exited, Task.Delay(grace)) == Exited)
            return;
        Signals.Kill(_process, _ownGroup);
        await Exited.WaitAsync(s_killed);
    }

    private async Task<int> WatchAsync(Action<string, bool> onLine)
    {
        var reading = Task.WhenAll(PumpAsync(_process.StandardOutput, isError: false), PumpAsync(_process.StandardError, isError: true));
        await _process.WaitForExitAsync();
        // What the process left behind in its group would hold its pipes and ports.
        if (_ownGroup)
            Signals.KillGroup(Id);
        await Task.WhenAny(reading, Task.Delay(s_drained));
        ProcessGuardian.Forget(Id);
        return _process.ExitCode;

        async Task PumpAsync(StreamReader from, bool isError)
        {
            while (await from.ReadLineAsync() is { } line)
                onLine(line, isError);
        }
    }
}
