using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Orchestration.Processes;

internal static partial class Signals
{
    private const int Kill9 = 9;
    private const int Terminate15 = 15;

    /// <summary>Asks to end.</summary>
    public static void Terminate(Process process)
    {
        if (OperatingSystem.IsWindows())
            process.Kill(entireProcessTree: true);
        else
            _ = SendSignal(process.Id, Terminate15);
    }

    /// <summary>Ends it, with everything it started.</summary>
    public static void Kill(Process process, bool ownGroup)
    {
        if (ownGroup)
            KillGroup(process.Id);
        process.Kill(entireProcessTree: true);
    }

    public static void KillGroup(int group) => _ = SendSignal(-group, Kill9);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int pid, int signal);
}
