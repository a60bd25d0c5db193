using System.Diagnostics;

namespace EfficientMnist.TensorBoard.Tests;

/// <summary>Needs a Python with the module named, as a reader that shares no code with the writer; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(string module)
    {
        Module = module;
        if (Find(module) is null)
            Skip = $"No Python with {module} here.";
    }

    public string Module { get; }

    public static string Run(string module, string script, params string[] arguments)
    {
        var (code, output) = Start(Find(module)!, [Path.Combine(AppContext.BaseDirectory, "Peers", script), .. arguments]);
        Assert.True(code == 0, output);
        return output;
    }

    private static string? Find(string module) =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Start(python, "-c", $"import {module}").Code == 0);

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
