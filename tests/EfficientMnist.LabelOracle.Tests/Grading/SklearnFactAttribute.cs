using System.Diagnostics;

namespace EfficientMnist.LabelOracle.Tests.Grading;

/// <summary>A fact that compares with scikit-learn; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SklearnFactAttribute : FactAttribute
{
    // Debian's Python: another one first on PATH may lack the package.
    private static readonly string? Python = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(HasSklearn);

    public SklearnFactAttribute() => Skip = Python is null ? "scikit-learn is not installed (Debian: apt-get install python3-sklearn)" : null;

    public static async Task<string> RunAsync(string script, string input)
    {
        using var process = Start(Python!, script);
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return await output;
    }

    private static bool HasSklearn(string python)
    {
        try
        {
            using var process = Start(python, "import importlib.util, sys; sys.exit(importlib.util.find_spec('sklearn') is None)");
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string python, string script) =>
        Process.Start(new ProcessStartInfo(python, ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
