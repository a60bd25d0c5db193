namespace EfficientMnist.AppHost.Resources;

/// <summary>
/// The allocator of services that compute with tensors. Blocks of a training's every size, from two threads, leave glibc's heap
/// with ten times what is in use; jemalloc, which Debian's redis-server brings along, keeps it within twice.
/// </summary>
internal static class TensorMemory
{
    private const string Library = "libjemalloc.so.2";
    private static readonly string[] Folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];

    /// <summary>
    /// As many arenas as threads that train, and freed blocks kept for some seconds, as the next step needs the same ones
    /// again: <c>oversize_threshold</c> would hand those over 8 MB back each time, for page faults. Threads of tensor
    /// operators that wait for the next one otherwise spin, on cores that other services need.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithTensorMemory(this IResourceBuilder<ProjectResource> service)
    {
        service.WithEnvironment("OMP_WAIT_POLICY", "PASSIVE");
        var library = Folders.Select(folder => Path.Combine(folder, Library)).FirstOrDefault(File.Exists);
        // Without it: one arena, and a fixed limit, which glibc otherwise raises to the largest block freed so far.
        return library is null
            ? service.WithEnvironment("MALLOC_ARENA_MAX", "1").WithEnvironment("MALLOC_MMAP_THRESHOLD_", "2097152")
            : service.WithEnvironment("LD_PRELOAD", library)
                .WithEnvironment("MALLOC_CONF", "narenas:2,dirty_decay_ms:5000,muzzy_decay_ms:0,oversize_threshold:0");
    }
}
