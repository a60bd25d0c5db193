namespace EfficientMnist.Cli.Sweep.Grid;

/// <summary>The options of a run that every table and plot of a sweep is about.</summary>
internal static class OptionNames
{
    public const string Dataset = "dataset";
    public const string Labels = "labels";
    public const string Seed = "seed";
    public const string Strategy = "strategy";

    /// <summary>The strategy that all others are compared with.</summary>
    public const string Random = "random";

    /// <summary>In the order of tables.</summary>
    public static IReadOnlyList<string> All { get; } = [Dataset, Strategy, Labels, Seed];
}
