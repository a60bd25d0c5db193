namespace EfficientMnist.Learning.Devices;

/// <summary>Where tensors live and compute.</summary>
/// <param name="Name"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Threads">CPU threads a training uses.</param>
/// <param name="Description">For people, such as the processor's name and threads.</param>
public sealed record ComputeDevice(string Name, int Threads, string Description)
{
    /// <param name="device"><c>auto</c> (CUDA where there is a GPU), <c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="threads">CPU threads; 0 for all cores.</param>
    /// <exception cref="ArgumentException">Another name, or a negative number of threads.</exception>
    /// <exception cref="InvalidOperationException"><c>cuda</c> was asked for and there is none; or the tensor library is missing.</exception>
    public static ComputeDevice Resolve(string device, int threads = 0)
    {
        if (device is not ("auto" or "cpu" or "cuda"))
            throw new ArgumentException($"device must be auto, cpu or cuda, not '{device}'.");
        if (threads < 0)
            throw new ArgumentException($"threads must be 0 (all cores) or more, not {threads}.");
        return new ComputeDevice("cpu", threads == 0 ? Environment.ProcessorCount : threads, "CPU");
    }
}
