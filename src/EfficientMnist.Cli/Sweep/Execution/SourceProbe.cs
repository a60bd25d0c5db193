using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using EfficientMnist.Cli.Sweep.Results;
using EfficientMnist.Contracts.V1;
using Google.Protobuf;
using Grpc.Net.Client;

namespace EfficientMnist.Cli.Sweep.Execution;

/// <summary>Which source and which libraries run.</summary>
internal static class SourceProbe
{
    private const string Unknown = "unknown";

    /// <param name="folder">In the checkout.</param>
    /// <param name="device">Names the libraries of the trainer.</param>
    /// <param name="cancellationToken">Ends git.</param>
    public static async Task<SweepSoftware> SoftwareAsync(string folder, GetDeviceResponse device, CancellationToken cancellationToken)
    {
        var commit = await GitAsync(folder, ["rev-parse", "--short=12", "HEAD"], cancellationToken);
        // Documents do not change results, and the results themselves are among them.
        var changes = await GitAsync(folder, ["status", "--porcelain", "--", ":/", ":(top,exclude)docs", ":(top,exclude)README.md"], cancellationToken);
        var libraries = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Google.Protobuf"] = Version(typeof(MessageParser)),
            ["Grpc.Net.Client"] = Version(typeof(GrpcChannel)),
        };
        foreach (var (name, version) in device.Libraries)
            libraries[name] = version;
        return new SweepSoftware
        {
            Dotnet = RuntimeInformation.FrameworkDescription,
            Libraries = libraries,
            Commit = commit ?? Unknown,
            Dirty = changes is { Length: > 0 },
        };
    }

    // The part behind the plus sign is a commit of theirs.
    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? Unknown;

    private static async Task<string?> GitAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var git = Process.Start(start)!;
            var errors = git.StandardError.ReadToEndAsync(cancellationToken);
            var output = await git.StandardOutput.ReadToEndAsync(cancellationToken);
            await errors;
            await git.WaitForExitAsync(cancellationToken);
            return git.ExitCode == 0 ? output.Trim() : null;
        }
        catch (Win32Exception)
        {
            // No git here.
            return null;
        }
    }
}
