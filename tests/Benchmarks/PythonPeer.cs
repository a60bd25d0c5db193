using System.Diagnostics;
using System.Text.Json;

namespace Benchmarks;

/// <summary>A script of this project run by Debian's Python, the peer we measure against.</summary>
internal static class PythonPeer
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Starts a script; its output is the caller's to read.</summary>
    public static Process Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter) { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, script));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{Interpreter} could not be started.");
    }

    /// <summary>Runs a script that prints one JSON object.</summary>
    public static async Task<JsonElement> RunAsync(string script, params string[] arguments)
    {
        using var process = Start(script, arguments);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{script} ended with exit code {process.ExitCode}.");
        return JsonDocument.Parse(output).RootElement;
    }
}
