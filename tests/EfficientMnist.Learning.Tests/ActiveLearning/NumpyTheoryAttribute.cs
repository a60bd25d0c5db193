using System.Diagnostics;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

/// <summary>A theory that needs Python with numpy, and says so where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NumpyTheoryAttribute : TheoryAttribute
{
    // Debian's own, for which python3-numpy is packaged, before another that may have none.
    private static readonly string[] Candidates = ["/usr/bin/python3", "python3"];
    private static readonly Lazy<string?> Found = new(() => Array.Find(Candidates, HasNumpy));

    public NumpyTheoryAttribute() =>
        Skip = Found.Value is null ? "Python has no numpy here: apt-get install python3-numpy." : null;

    /// <summary>A Python that has numpy.</summary>
    public static string Python => Found.Value!;

    private static bool HasNumpy(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import numpy"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
