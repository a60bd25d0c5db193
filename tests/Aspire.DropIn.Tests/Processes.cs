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

    public static async Task GoneAsync(IEnumerable<int> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
            while (Runs(id))
                await Task.Delay(20, cancellationToken);
    }
}
