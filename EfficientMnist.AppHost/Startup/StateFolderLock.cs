namespace EfficientMnist.AppHost.Startup;

/// <summary>Keeps a second system from resuming the runs of the first. The operating system drops the lock with the process.</summary>
internal static class StateFolderLock
{
    /// <exception cref="CannotStartException">Another system has the folder; names it.</exception>
    public static IDisposable Take(string stateFolder)
    {
        var path = Path.Combine(stateFolder, "apphost.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new CannotStartException(
                $"Another system is running on the state folder {stateFolder}. Stop it, or give this one a folder of its own with --Storage:Root=<folder>.", error);
        }
    }
}
