using System.Globalization;

namespace EfficientMnist.Cli.Arguments;

/// <summary>The setting --limit.</summary>
internal static class Limits
{
    /// <exception cref="UsageException">It is no positive number.</exception>
    public static int Read(CommandLine line, int otherwise) => line.Value("--limit") is not { } text
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? limit
            : throw new UsageException($"--limit {text} must be a whole number above 0.");
}
