namespace Drills;

/// <summary>An attack on a system of its own, which shows that a promise holds.</summary>
internal interface IDrill
{
    string Name { get; }

    /// <summary>What is promised, in a sentence.</summary>
    string Promise { get; }

    /// <summary>Attacks. What does not hold is in the findings; an exception means that the attack itself failed.</summary>
    Task<Findings> RunAsync(DrillSettings settings, CancellationToken cancellationToken);
}

/// <summary>How hard an attack is.</summary>
internal sealed record DrillSettings
{
    /// <summary>Everything random follows from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether it has to be over within seconds, as in tests.</summary>
    public bool IsShort { get; init; }

    /// <summary>How long mutated files of each kind are read, where it may take longer.</summary>
    public TimeSpan Reading { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where the files that led the reading are kept; null for nowhere.</summary>
    public string? Corpus { get; init; }

    /// <summary>Told what goes on.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>One of two numbers.</summary>
    public int Choose(int whenShort, int otherwise) => IsShort ? whenShort : otherwise;
}
