using EfficientMnist.Contracts.Topology;

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
            PrivateFiles.Close(stateFolder);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new CannotStartException($"The state folder {stateFolder} cannot be written to: {error.Message} Give this user the right to, or choose another with --Storage:Root=<folder>.", error);
        }
        catch (IOException error) when (IsReadOnly(error))
        {
            throw new CannotStartException($"The state folder {stateFolder} is on a file system that is full or read-only: {error.Message} Make room, or choose another with --Storage:Root=<folder>.", error);
        }
        catch (IOException error)
        {
            throw new CannotStartException(
                $"Another system is running on the state folder {stateFolder}. Stop it, or give this one a folder of its own with --Storage:Root=<folder>.", error);
        }
    }

    // ENOSPC and EROFS; a lock that another process holds is EAGAIN.
    private static bool IsReadOnly(IOException error) => error.HResult is 28 or 30;
}
