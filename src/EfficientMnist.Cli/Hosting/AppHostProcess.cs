using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Cli.Connections;

namespace EfficientMnist.Cli.Hosting;

/// <summary>The AppHost as a child process, with its output in a file.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private const int TailLines = 15;
    private const string SetSid = "/usr/bin/setsid";
    private static readonly TimeSpan OrderlyEnd = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly string _logPath;
    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = [];
    private bool _keepLog;

    private AppHostProcess(Process process, string logPath)
    {
        _process = process;
        _logPath = logPath;
        _log = new StreamWriter(logPath) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    public static AppHostProcess Start(RepositoryFolder repository, IReadOnlyList<string> settings, string serviceKey)
    {
        // In a session of its own, so that Ctrl+C reaches this program alone, which then ends everything in order.
        var detached = File.Exists(SetSid);
        var start = new ProcessStartInfo(detached ? SetSid : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = repository.Root,
        };
        if (detached)
            start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(repository.AppHost());
        foreach (var setting in settings)
            start.ArgumentList.Add(setting);
        // In the environment, where other users cannot read it as they can arguments.
        start.Environment["Services__Key"] = serviceKey;
        // The AppHost ends when the process of this id does, however that came about.
        start.Environment["ASPIRE_CLI_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var process = Process.Start(start) ?? throw new SystemFailedException("The AppHost could not be started.");
        return new AppHostProcess(process, Path.Combine(Path.GetTempPath(), $"eml-{Environment.ProcessId}-{process.Id}.log"));
    }

    public string KeepLog()
    {
        _keepLog = true;
        return _logPath;
    }

    public string LogTail()
    {
        lock (_gate)
            return string.Join('\n', _tail);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var timeout = new CancellationTokenSource(OrderlyEnd);
            try
            {
                await _process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }
        _process.Dispose();
        lock (_gate)
            _log.Dispose();
        if (!_keepLog)
            File.Delete(_logPath);
    }

    private void Append(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            _log.WriteLine(line);
            _tail.Enqueue(line);
            if (_tail.Count > TailLines)
                _tail.Dequeue();
        }
    }
}
