namespace Drills;

/// <summary>An attack on a system of its own, which shows that a promise holds.</summary>
internal interface IDrill
{
    string Name { get; }

    /// <summary>What is promised, in a sentence.</summary>
    string Promise { get; }

    /// <summary>Attacks, and notes what does not hold as it goes; an exception means that the attack itself failed.</summary>
    Task RunAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken);
}

/// <summary>How hard an attack is.</summary>
internal sealed record DrillSettings
{
    /// <summary>Everything random follows from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether it has to be over within seconds, as in tests.</summary>
    public bool IsShort { get; init; }

    /// <summary>How many random requests are sent to the services where it is not the usual number; a tenth of it to the web page.</summary>
    public int? Requests { get; init; }

    /// <summary>How long mutated files of each kind are read, where it may take longer.</summary>
    public TimeSpan Reading { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where the files that led the reading are kept; null for nowhere.</summary>
    public string? Corpus { get; init; }

    /// <summary>Told what goes on.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>One of two numbers.</summary>
    public int Choose(int whenShort, int otherwise) => IsShort ? whenShort : otherwise;
}
