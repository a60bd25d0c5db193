using System.Collections.Concurrent;
using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TestSupport;

namespace Drills.Systems;

/// <summary>A backup that <c>eml backup</c> has made of a state folder in use.</summary>
internal sealed class Backup
{
    private readonly string _file;

    private Backup(string file, IReadOnlyDictionary<string, QueryLabelsResponse> answeredBefore, double seconds) =>
        (_file, AnsweredBefore, MakingSeconds) = (file, answeredBefore, seconds);

    /// <summary>The purchases that had been answered when it began, by their request ids.</summary>
    public IReadOnlyDictionary<string, QueryLabelsResponse> AnsweredBefore { get; }

    public double MakingSeconds { get; }

    public double RestoringSeconds { get; private set; }

    public static async Task<Backup> MakeAsync(string state, ConcurrentDictionary<string, QueryLabelsResponse> answered, CancellationToken cancellationToken)
    {
        var before = new Dictionary<string, QueryLabelsResponse>(answered, StringComparer.Ordinal);
        var file = Path.Combine(Path.GetTempPath(), $"eml-drill-{Guid.NewGuid():N}.tar.gz");
        var clock = Stopwatch.StartNew();
        await RunAsync(state, cancellationToken, "backup", file);
        return new Backup(file, before, clock.Elapsed.TotalSeconds);
    }

    public async Task RestoreAsync(string folder, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await RunAsync(folder, cancellationToken, "restore", _file, "--to", folder);
        RestoringSeconds = clock.Elapsed.TotalSeconds;
    }

    public void Delete() => File.Delete(_file);

    private static async Task RunAsync(string state, CancellationToken cancellationToken, params string[] words)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Repository.Cli, .. words]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["Storage__Root"] = state;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("eml could not be started.");
        var said = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"eml {words[0]} has failed: {await said}");
    }
}
