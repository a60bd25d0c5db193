using System.Diagnostics;

namespace EfficientMnist.Learning.Tests;

/// <summary>Needs a Python with the modules named, as a peer to compare with; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(string modules)
    {
        Modules = modules;
        if (Find(modules) is null)
            Skip = $"No Python with {modules} here (on Debian: apt-get install python3-sklearn).";
    }

    public string Modules { get; }

    /// <summary>Debian's own Python first: the one on PATH may be another, without the modules.</summary>
    public static string? Find(string modules) =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Run(python, "-c", $"import {modules}").Code == 0);

    public static (int Code, string Output) Run(string program, params string[] arguments)
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
