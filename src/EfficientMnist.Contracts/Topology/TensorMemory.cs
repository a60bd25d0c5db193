namespace EfficientMnist.Contracts.Topology;

/// <summary>
/// The allocator of services that compute with tensors. Blocks of a training's every size, from two threads, leave glibc's heap
/// with ten times what is in use; jemalloc, which Debian's redis-server brings along, keeps it within twice.
/// </summary>
public static class TensorMemory
{
    private const string Library = "libjemalloc.so.2";
    private static readonly string[] Folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];

    /// <summary>
    /// The environment of such a service: as many arenas as threads that train, and freed blocks kept for some seconds, as the
    /// next step needs the same ones again: <c>oversize_threshold</c> would hand those over 8 MB back each time, for page
    /// faults. Threads of tensor operators that wait for the next one otherwise spin, on cores that other services need.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment()
    {
        var library = Folders.Select(folder => Path.Combine(folder, Library)).FirstOrDefault(File.Exists);
        var variables = new Dictionary<string, string> { ["OMP_WAIT_POLICY"] = "PASSIVE" };
        if (library is not null)
        {
            variables["LD_PRELOAD"] = library;
            variables["MALLOC_CONF"] = "narenas:2,dirty_decay_ms:5000,muzzy_decay_ms:0,oversize_threshold:0";
        }
        else
        {
            // One arena, and a fixed limit, which glibc otherwise raises to the largest block freed so far.
            variables["MALLOC_ARENA_MAX"] = "1";
            variables["MALLOC_MMAP_THRESHOLD_"] = "2097152";
        }
        return variables;
    }
}
