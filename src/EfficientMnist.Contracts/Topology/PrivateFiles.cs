using System.Runtime.InteropServices;

namespace EfficientMnist.Contracts.Topology;

/// <summary>What a system writes is its user's alone: labels that were paid for, journals, keys.</summary>
public static partial class PrivateFiles
{
    private const int GroupAndOthers = 0b000_111_111;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>From now on this process and those it starts make files of mode 0600 and folders of mode 0700.</summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetMask(GroupAndOthers);
    }

    /// <summary>Takes a folder away from everybody else, where it is this user's.</summary>
    /// <exception cref="UnauthorizedAccessException">It is another user's, and open to others.</exception>
    public static void Close(string folder)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(folder) & ~OwnerOnly) == 0)
            return;
        try
        {
            File.SetUnixFileMode(folder, OwnerOnly);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException($"The state folder {folder} is open to other users and belongs to one of them, so it cannot be closed. Choose another with Storage:Root.", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetMask(uint mask);
}
