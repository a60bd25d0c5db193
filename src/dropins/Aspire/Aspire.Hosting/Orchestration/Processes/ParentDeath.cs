using System.Diagnostics;

namespace Aspire.Hosting.Orchestration.Processes;

/// <summary>
/// Ties a child to its parent by the kernel (PR_SET_PDEATHSIG): it is killed the moment the parent dies, even by SIGKILL.
/// A session of its own keeps the terminal's Ctrl+C from it, so that the host can end the children in order.
/// </summary>
internal static class ParentDeath
{
    private static readonly string? s_setsid = OperatingSystem.IsLinux() ? Launches.Find("setsid", "/") : null;
    private static readonly string? s_setpriv = OperatingSystem.IsLinux() ? Launches.Find("setpriv", "/") : null;

    /// <summary>Whether a bound child leads a process group, so that everything it starts can be killed with it.</summary>
    public static bool OwnGroup => s_setsid is not null;

    public static ProcessStartInfo Bind(string file, IReadOnlyList<string> arguments)
    {
        // Both replace themselves by what they start: the process id stays.
        List<string> command = [];
        if (s_setsid is not null)
            command.Add(s_setsid);
        if (s_setpriv is not null)
            command.AddRange([s_setpriv, "--pdeathsig", "KILL", "--"]);
        command.Add(file);
        command.AddRange(arguments);
        return new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false };
    }
}
