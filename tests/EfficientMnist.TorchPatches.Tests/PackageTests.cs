using System.Diagnostics;
using System.Text.Json;
using EfficientMnist.TestSupport;

namespace EfficientMnist.TorchPatches.Tests;

/// <summary>Which packages of the tensor library a build restores, as MSBuild itself evaluates the project.</summary>
public sealed class PackageTests
{
    [Fact]
    public void Learning_OnACpu_NamesTheNativesOfLinuxAlone() =>
        Assert.Equal(["TorchSharp", "libtorch-cpu-linux-x64"], TorchPackages("false"));

    [Fact]
    public void Learning_WithCuda_NamesThePackageForIt() => Assert.Equal(["TorchSharp-cuda-linux"], TorchPackages("true"));

    private static string[] TorchPackages(string cuda)
    {
        var project = Path.Combine(Repository.Root, "src", "EfficientMnist.Learning", "EfficientMnist.Learning.csproj");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-getItem:PackageReference", $"-p:Cuda={cuda}"]) { RedirectStandardOutput = true })!;
        using var items = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return [.. items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!).Where(name => name.Contains("torch", StringComparison.OrdinalIgnoreCase))];
    }
}
