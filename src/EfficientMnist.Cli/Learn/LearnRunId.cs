using System.Globalization;
using EfficientMnist.Cli.Runs;

namespace EfficientMnist.Cli.Learn;

/// <summary>Names the runs of the main job after their options, so that the next start finds one that was cut short.</summary>
internal static class LearnRunId
{
    private const int HashDigits = 8;

    public static string Prefix(IReadOnlyDictionary<string, string> options) => $"learn-{OptionsHash.Of(options, HashDigits)}-";

    public static string Suffix(TimeProvider time) => time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
}
