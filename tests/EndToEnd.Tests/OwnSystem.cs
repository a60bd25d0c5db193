using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace EndToEnd.Tests;

/// <summary>A system as a user starts it, the AppHost as a process, for tests that end it or that must be alone with it.</summary>
public sealed class OwnSystem : SystemUnderTest, IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _log = new();
    private readonly bool _hasDashboard;
    private Process? _process;

    public OwnSystem()
        : this(hasDashboard: true)
    {
    }

    private OwnSystem(bool hasDashboard) => _hasDashboard = hasDashboard;

    /// <summary>What the AppHost has printed since its first start.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>An empty system without the dashboard, which takes a while to start.</summary>
    public static async Task<OwnSystem> StartAsync()
    {
        var system = new OwnSystem(hasDashboard: false);
        await system.EnsureUpAsync();
        return system;
    }

    /// <summary>Starts the system unless it runs, and waits until every service answers healthy.</summary>
    public async Task EnsureUpAsync()
    {
        if (_process is null)
            _process = Launch();
        await WaitUntilHealthyAsync();
    }

    /// <summary>Sends the AppHost a signal, waits until no process of the system is left, and says how long that took.</summary>
    public async Task<TimeSpan> EndAsync(string signal)
    {
        var processes = SystemProcesses.Of(StateFolder);
        var clock = Stopwatch.StartNew();
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        while (SystemProcesses.Left(processes, StateFolder) is { Count: > 0 } left)
        {
            if (clock.Elapsed > EndPatience)
                throw new TimeoutException($"After {EndPatience.TotalSeconds:0} s these are left: {string.Join("; ", left)}.{WhatItSaid()}");
            await Task.Delay(50);
        }
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        return clock.Elapsed;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await EndAsync("TERM");
        Forget();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private protected override string WhatItSaid() => $" The AppHost said:\n{Log}";

    private Process Launch()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Repository.AppHost, .. Settings, $"--Dashboard:Enabled={_hasDashboard}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Repository.AppHost)!,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The AppHost could not be started.");
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Append(string? line)
    {
        if (line is not null)
            _log.Enqueue(line);
    }
}
