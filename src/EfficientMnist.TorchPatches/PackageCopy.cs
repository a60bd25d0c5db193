namespace EfficientMnist.TorchPatches;

/// <summary>A file of a package in an output folder.</summary>
internal static class PackageCopy
{
    /// <summary>
    /// Gives the copy other bytes. The file is replaced, not written to, for the build hard-links it to the package cache,
    /// and keeps its time, for otherwise every build would copy it anew.
    /// </summary>
    public static void Replace(string path, byte[] bytes)
    {
        var time = File.GetLastWriteTimeUtc(path);
        var replacement = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(replacement, bytes);
        File.SetLastWriteTimeUtc(replacement, time);
        File.Move(replacement, path, overwrite: true);
    }
}
