namespace EfficientMnist.Contracts.Topology;

/// <summary>Where a service keeps what is too large for memory and is needed only as long as it runs.</summary>
/// <param name="Path">A folder on a disk; it may be missing.</param>
public sealed record ScratchFolder(string Path)
{
    /// <summary>The folder <c>scratch</c> of the state folder.</summary>
    /// <param name="configured">Value of <see cref="StateFolder.Key"/>; null or blank for the default.</param>
    public static ScratchFolder In(string? configured) => new(System.IO.Path.Combine(StateFolder.Resolve(configured), "scratch"));
}
