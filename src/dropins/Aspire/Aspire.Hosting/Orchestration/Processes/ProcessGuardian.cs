using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Orchestration.Processes;

/// <summary>
/// A tiny shell that knows the children's process groups and kills them when the pipe from this process closes. The kernel
/// signal reaches the children only; this reaches their children, and works where util-linux is missing.
/// </summary>
internal static class ProcessGuardian
{
    private const string Script =
        """
        exec >/dev/null 2>&1
        trap '' INT TERM HUP
        groups=' '
        while read -r operation group; do
          case $operation in
            watch) groups="$groups$group " ;;
            forget) groups="${groups%% $group *} ${groups#* $group }" ;;
          esac
        done
        for group in $groups; do kill -9 "-$group"; done
        """;

    private static readonly Lock s_lock = new();
    private static StreamWriter? s_orders;

    public static void Watch(int group) => Order("watch", group);

    public static void Forget(int group) => Order("forget", group);

    private static void Order(string operation, int group)
    {
        if (OperatingSystem.IsWindows())
            return;
        lock (s_lock)
        {
            s_orders ??= Start();
            try
            {
                s_orders.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{operation} {group}"));
            }
            catch (IOException)
            {
                // Somebody killed the guardian: a new one takes over what starts from now on.
                s_orders = null;
            }
        }
    }

    private static StreamWriter Start()
    {
        List<string> command = ["/bin/sh", "-c", Script];
        if (Launches.Find("setsid", "/") is { } setsid)
            command.Insert(0, setsid);
        var shell = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true })!;
        shell.StandardInput.AutoFlush = true;
        return shell.StandardInput;
    }
}
