using System.Collections.Concurrent;
using System.Diagnostics;

namespace EfficientMnist.TestSupport;

/// <summary>Needs a Python with the module named, as a peer to compare with; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    private static readonly ConcurrentDictionary<string, Lazy<string?>> Found = new(StringComparer.Ordinal);

    public PythonFactAttribute(string module)
    {
        Module = module;
        if (Find(module) is null)
            Skip = $"No Python with {module} here (./eml setup --tests installs what Debian has).";
    }

    public string Module { get; }

    /// <summary>What a script of the test project's folder <c>Peers</c> prints; a script that fails fails the test.</summary>
    public static string Peer(string module, string script, params string[] arguments)
    {
        var (code, output) = Start(Find(module)!, [Path.Combine(AppContext.BaseDirectory, "Peers", script), .. arguments]);
        Assert.True(code == 0, output);
        return output;
    }

    // Debian's own Python first: the one on PATH may be another, without the module. It is only looked for: its import takes seconds.
    private static string? Find(string module) => Found.GetOrAdd(module, _ => new(() =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Start(python, "-c", $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)").Code == 0))).Value;

    private static (int Code, string Output) Start(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + error.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (-1, exception.Message);
        }
    }
}
