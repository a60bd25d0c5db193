using System.Diagnostics;
using EfficientMnist.Learning.Tests.Encoders;

namespace EfficientMnist.Learning.Tests.Devices;

/// <summary>
/// Layers and small trainings on lesser processors, in a process of their own, since oneDNN and PyTorch choose their operators once.
/// </summary>
public sealed class ProcessorTests
{
    [Fact]
    public async Task Convolutions_WithAvx2Alone_ComputeTheSame()
    {
        var filter = string.Join('|', new[] { nameof(SquareConvolutionTests), nameof(LatentReadingTests) }.Select(name => $"FullyQualifiedName~.{name}."));
        var start = new ProcessStartInfo("dotnet", ["test", typeof(ProcessorTests).Assembly.Location, "--filter", filter])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ONEDNN_MAX_CPU_ISA"] = "AVX2";
        start.Environment["ATEN_CPU_CAPABILITY"] = "avx2";
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        var output = string.Concat(texts);
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Passed!", output, StringComparison.Ordinal);
    }
}
