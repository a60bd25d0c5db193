using System.Globalization;

namespace EndToEnd.Tests;

/// <summary>A process of a system; the time it started at tells it from a later one with the same id.</summary>
internal sealed record SystemProcess(int Id, string StartTime, string CommandLine)
{
    public override string ToString() => $"{Id} {CommandLine}";
}

/// <summary>The processes of a system, found by its state folder.</summary>
internal static class SystemProcesses
{
    /// <summary>Those with the folder in their environment or arguments, and their children: redis-server overwrites both.</summary>
    public static IReadOnlyList<SystemProcess> Of(string stateFolder)
    {
        var all = Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && id != Environment.ProcessId)
            .ToList();
        var found = all.Where(id => Read(id, "environ").Contains(stateFolder, StringComparison.Ordinal) || Read(id, "cmdline").Contains(stateFolder, StringComparison.Ordinal)).ToHashSet();
        var children = all.Where(id => Stat(id) is [_, _, var parent, ..] && found.Contains(int.Parse(parent, CultureInfo.InvariantCulture)));
        return [.. found.Union(children).Select(Describe).OfType<SystemProcess>()];
    }

    /// <summary>Those that still run, and those that have come since.</summary>
    public static IReadOnlyList<SystemProcess> Left(IReadOnlyList<SystemProcess> before, string stateFolder) =>
        [.. before.Where(process => Describe(process.Id)?.StartTime == process.StartTime).Union(Of(stateFolder))];

    private static SystemProcess? Describe(int id) =>
        // A zombie has ended and only waits for somebody to ask for its exit code.
        Stat(id) is [_, var state, .., var startTime] && state != "Z" ? new SystemProcess(id, startTime, Read(id, "cmdline").Replace('\0', ' ')) : null;

    // Name in brackets, state, parent, …, time of the start.
    private static string[] Stat(int id)
    {
        var text = Read(id, "stat");
        var end = text.LastIndexOf(')');
        return end < 0 ? [] : [text[..(end + 1)], .. text[(end + 2)..].Split(' ').Take(20)];
    }

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The process has ended, or is another user's.
            return "";
        }
    }
}
