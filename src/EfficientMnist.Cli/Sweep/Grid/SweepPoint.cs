using EfficientMnist.Cli.Runs;

namespace EfficientMnist.Cli.Sweep.Grid;

/// <summary>One run of a sweep, by its options.</summary>
internal sealed record SweepPoint(IReadOnlyDictionary<string, string> Options)
{
    private const int HashDigits = 12;

    /// <summary>Such as <c>fashion-mnist margin labels=500 seed=1</c>.</summary>
    public string Title => string.Join(' ', Options.Select(o => o.Key is OptionNames.Dataset or OptionNames.Strategy ? o.Value : $"{o.Key}={o.Value}"));

    /// <summary>The same for the same options, so that a sweep started again finds its runs.</summary>
    public string RunId(string tag) => $"sweep-{OptionsHash.Of(Options, HashDigits, tag)}";

    /// <summary>Everything but the seed and the strategy: runs alike in this take about as long.</summary>
    public string Kind => string.Join(' ', Options.Where(o => o.Key is not (OptionNames.Seed or OptionNames.Strategy)));
}
