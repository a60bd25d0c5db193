namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>What a sweep ran.</summary>
internal sealed record SweepSoftware
{
    public required string Dotnet { get; init; }

    /// <summary>Libraries and their versions.</summary>
    public required IReadOnlyDictionary<string, string> Libraries { get; init; }

    /// <summary>Of the checkout; "unknown" outside one.</summary>
    public required string Commit { get; init; }

    /// <summary>Whether sources differed from that commit.</summary>
    public required bool Dirty { get; init; }

    /// <summary>The commit, with a mark where sources differed from it.</summary>
    public string Source() => Dirty ? $"{Commit}+changes" : Commit;
}
