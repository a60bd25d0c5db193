namespace EfficientMnist.AppHost;

/// <summary>Keeps a second system from resuming the runs of the first. The operating system drops the lock with the process.</summary>
internal static class StateFolderLock
{
    /// <summary>Locks the folder, or fails naming it.</summary>
    public static IDisposable Take(string stateFolder)
    {
        var path = Path.Combine(stateFolder, "apphost.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new InvalidOperationException(
                $"Another system is running on the state folder {stateFolder}. Stop it, or give this one a folder of its own with --Storage:Root=<folder>.", error);
        }
    }
}
