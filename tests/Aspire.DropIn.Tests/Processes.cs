using System.Globalization;

namespace Aspire.DropIn.Tests;

internal static class Processes
{
    /// <summary>Whether the process runs; one that has ended but was not yet collected does not.</summary>
    public static bool Runs(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The process that was started with this variable.</summary>
    public static int WithEnvironment(string variable) =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .First(name => Environment(name!).Split('\0').Contains(variable)) is { } found ? int.Parse(found, CultureInfo.InvariantCulture) : 0;

    private static string Environment(string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public static async Task GoneAsync(IEnumerable<int> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
            while (Runs(id))
                await Task.Delay(20, cancellationToken);
    }
}
