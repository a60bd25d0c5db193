using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Studies;

/// <summary>A line of the file: something that happened to a trial.</summary>
internal sealed record TrialEvent
{
    public const string Asked = "asked";
    public const string Adopted = "adopted";
    public const string Began = "began";
    public const string Reported = "reported";
    public const string Completed = "completed";
    public const string Pruned = "pruned";
    public const string Failed = "failed";

    public required int Trial { get; init; }

    public required string Event { get; init; }

    /// <summary>Of asked and adopted: who works on it.</summary>
    public string? Worker { get; init; }

    public IReadOnlyDictionary<string, string>? Values { get; init; }

    public string? Work { get; init; }

    public double? Share { get; init; }

    public double? Value { get; init; }

    public double? Seconds { get; init; }

    public string? Error { get; init; }

    /// <summary>The trial after this; <paramref name="before"/> is null where it begins.</summary>
    public Trial Apply(Trial? before) => (Event, before) switch
    {
        (Asked, _) => new Trial { Number = Trial, Values = Values ?? throw Bad() },
        (_, null) => throw Bad(),
        (Adopted, _) => before,
        (Began, _) => before with { Work = Work ?? "" },
        (Reported, _) => before with { Reports = [.. before.Reports, new TrialReport(Share ?? throw Bad(), Value ?? throw Bad())] },
        (Completed, _) => before with { State = TrialState.Completed, Value = Value ?? throw Bad(), Seconds = Seconds ?? 0 },
        (Pruned, _) => before with { State = TrialState.Pruned, Seconds = Seconds ?? 0 },
        (Failed, _) => before with { State = TrialState.Failed, Error = Error ?? "", Seconds = Seconds ?? 0 },
        _ => throw Bad(),
    };

    private InvalidDataException Bad() => new($"'{Event}' of trial {Trial} makes no sense where it stands");
}
