namespace EfficientMnist.Cli.Search.Objectives;

/// <summary>How a trial ended.</summary>
/// <param name="Value">The objective; null where it was pruned or failed.</param>
/// <param name="Error">Why it failed; empty for others.</param>
/// <param name="Seconds">Time worked on it.</param>
internal sealed record Outcome(double? Value, string Error, double Seconds)
{
    public static Outcome Completed(double value, double seconds) => new(value, "", seconds);

    public static Outcome Pruned(double seconds) => new(null, "", seconds);

    public static Outcome Failed(string error, double seconds) => new(null, error.Length > 0 ? error : "failed", seconds);
}
