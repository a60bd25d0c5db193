using System.Diagnostics;
using Google.Protobuf.Reflection;
using Grpc.DropIn.Tests.V1;

namespace Grpc.DropIn.Tests.Peering;

public static class PeerTools
{
    public const string Node = "node";

    private static readonly SemaphoreSlim Installing = new(1, 1);
    private static readonly Lazy<string?> FoundPython = new(FindPython);
    private static readonly Lazy<string> WrittenDescriptors = new(WriteDescriptors);
    private static readonly Lazy<bool> FoundNode = new(() => Succeeds(Node, "--version") && Succeeds("npm", "--version"));

    // One that has grpcio: Debian's, where another comes first on the path.
    public static string? Python => FoundPython.Value;

    public static bool NodeExists => FoundNode.Value;

    public static string DescriptorFolder => WrittenDescriptors.Value;

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Peers");

    public static Process Start(string program, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
    })!;

    public static async Task InstallNodePackagesAsync()
    {
        await Installing.WaitAsync();
        try
        {
            if (Directory.Exists(Path.Combine(Folder, "node_modules", "@grpc", "proto-loader")))
                return;

            using var npm = Start("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]);
            var output = await npm.StandardError.ReadToEndAsync();
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0)
                throw new InvalidOperationException($"npm install failed: {output}");
        }
        finally
        {
            Installing.Release();
        }
    }

    private static string? FindPython()
        => new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Succeeds(python, "-c", "import grpc, google.protobuf"));

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string WriteDescriptors()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "descriptors")).FullName;
        FileDescriptor[] files =
        [
            EchoReflection.Descriptor,
            Health.V1.HealthReflection.Descriptor,
            Reflection.V1.ReflectionReflection.Descriptor,
            Reflection.V1Alpha.ReflectionReflection.Descriptor,
        ];
        foreach (var file in files)
            File.WriteAllBytes(Path.Combine(folder, $"{file.Package}.desc"), file.SerializedData.ToByteArray());
        return folder;
    }
}
