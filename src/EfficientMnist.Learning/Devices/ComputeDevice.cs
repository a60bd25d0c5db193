using TorchSharp;

namespace EfficientMnist.Learning.Devices;

/// <summary>Where tensors live and compute.</summary>
/// <param name="Name"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Threads">CPU threads a training uses.</param>
/// <param name="Description">For people, such as the processor's name and threads.</param>
public sealed record ComputeDevice(string Name, int Threads, string Description)
{
    /// <summary>The name of the processor.</summary>
    public const string Cpu = "cpu";

    /// <param name="device"><c>auto</c> (CUDA where there is a GPU), <c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="threads">CPU threads; 0 for all cores.</param>
    /// <exception cref="ArgumentException">Another name, or a negative number of threads.</exception>
    /// <exception cref="InvalidOperationException"><c>cuda</c> was asked for and there is none.</exception>
    public static ComputeDevice Resolve(string device, int threads = 0)
    {
        if (device is not ("auto" or "cpu" or "cuda"))
            throw new ArgumentException($"device must be auto, cpu or cuda, not '{device}'.");
        if (threads is < 0 or > 1024)
            throw new ArgumentException($"threads must be 0 (all cores) to 1024, not {threads}.");
        if (threads == 0)
            threads = Environment.ProcessorCount;

        // Asked whatever the device: a missing tensor library is to show here, not in the middle of a training.
        var hasGpu = torch.cuda.is_available();
        if (device != "cpu" && hasGpu)
            return new ComputeDevice("cuda", threads, "CUDA GPU");
        if (device == "cuda")
            throw new InvalidOperationException("device is cuda, but the tensor library sees no NVIDIA GPU: install its driver and build again with it present (or with -p:Cuda=true), or use device=cpu.");
        return new ComputeDevice("cpu", threads, $"{Processor()}, {threads} threads");
    }

    /// <summary>Whether it is a GPU.</summary>
    public bool IsGpu => Name != Cpu;

    internal torch.Device Torch => torch.device(Name);

    /// <summary>Replicas of a model that train side by side: two on a CPU of several cores, one on a GPU.</summary>
    internal int Shards => !IsGpu && Threads > 1 ? 2 : 1;

    internal int ThreadsPerShard => Math.Max(1, Threads / Shards);

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "CPU";
    }
}
