using System.Diagnostics;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.DropIn.Tests;

/// <summary>What Python's torch computed for the cases of reference.py; run once.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<JsonDocument> s_reference = new(() =>
    {
        var (exit, output, error) = Run(Path.Combine(AppContext.BaseDirectory, "reference.py"));
        return exit == 0 ? JsonDocument.Parse(output) : throw new InvalidOperationException(error);
    });

    private static readonly Lazy<string?> s_missing = new(() =>
        !File.Exists(Interpreter) ? $"{Interpreter} is missing"
        : Run("-c", "import torch").Exit != 0 ? $"{Interpreter} has no torch (Debian: apt install python3-torch)"
        : null);

    internal static string? Missing => s_missing.Value;

    internal static JsonElement Section(string name) => s_reference.Value.RootElement.GetProperty(name);

    internal static Dictionary<string, Tensor> Tensors(JsonElement section) =>
        section.EnumerateObject().ToDictionary(property => property.Name, property => Read(property.Value));

    internal static Tensor Read(JsonElement json)
    {
        long[] shape = [.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        double[] data = [.. json.GetProperty("data").EnumerateArray().Select(value => value.GetDouble())];
        var type = json.GetProperty("kind").GetString() switch
        {
            "bool" => ScalarType.Bool,
            "int" => ScalarType.Int64,
            _ => ScalarType.Float32,
        };
        return tensor(data, shape).to(type);
    }

    private static (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
