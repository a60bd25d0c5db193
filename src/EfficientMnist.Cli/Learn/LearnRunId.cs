using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EfficientMnist.Cli.Learn;

/// <summary>Names the runs of the main job after their options, so that the next start finds one that was cut short.</summary>
internal static class LearnRunId
{
    private const int HashDigits = 8;

    public static string Prefix(IReadOnlyDictionary<string, string> options)
    {
        var text = string.Join(',', options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}"));
        return $"learn-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits]}-";
    }

    public static string Suffix(TimeProvider time) => time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
}
