using System.Runtime.InteropServices;
using EfficientMnist.Cli.Sweep.Results;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Sweep.Execution;

/// <summary>What this machine is; the trainer knows what it trains on.</summary>
internal static class MachineProbe
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const string ModelField = "model name";
    private const string TrainsOnGpu = "cuda";

    public static SweepHardware Hardware(GetDeviceResponse device) => new()
    {
        Cpu = Cpu(),
        Cores = Environment.ProcessorCount,
        MemoryGib = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        Gpu = device.Device == TrainsOnGpu ? device.Description : "none",
        Os = RuntimeInformation.OSDescription,
        Precision = device.Precision,
        Threads = device.Threads,
    };

    private static string Cpu()
    {
        if (File.Exists(ProcessorFile)
            && File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith(ModelField, StringComparison.Ordinal)) is { } model)
            return model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
