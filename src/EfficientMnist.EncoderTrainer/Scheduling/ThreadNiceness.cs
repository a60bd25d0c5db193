using System.Runtime.InteropServices;

namespace EfficientMnist.EncoderTrainer.Scheduling;

/// <summary>The priority of a thread beside other programs, which .NET does not set on Linux.</summary>
internal static partial class ThreadNiceness
{
    private const int ThisThread = 0;

    /// <summary>
    /// Makes the calling thread, and the threads that it starts from now on, give way to other programs. It cannot be taken back:
    /// only for a thread of one's own. Elsewhere than on Linux nothing happens.
    /// </summary>
    /// <param name="niceness">0, as others, to 19.</param>
    public static void Raise(int niceness)
    {
        // Refused only where the niceness would fall: then it is what was asked for already, or more.
        if (OperatingSystem.IsLinux() && niceness > 0)
            _ = SetPriority(ThisThread, ThisThread, niceness);
    }

    // On Linux a niceness is a thread's own, and "process 0" is the calling thread.
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
