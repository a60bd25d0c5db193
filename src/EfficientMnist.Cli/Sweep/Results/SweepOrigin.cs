namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>How a sweep came about.</summary>
internal sealed record SweepOrigin
{
    /// <summary>As to be typed again.</summary>
    public required string Command { get; init; }

    /// <summary>When the results were written last.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Runs of the sweep that are not completed.</summary>
    public required int RunsMissing { get; init; }

    /// <summary>Options typed, and the values each took.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Axes { get; init; }

    public required SweepHardware Hardware { get; init; }

    public required SweepSoftware Software { get; init; }

    public required IReadOnlyList<DatasetContent> Datasets { get; init; }
}
