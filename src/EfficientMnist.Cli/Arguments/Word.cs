namespace EfficientMnist.Cli.Arguments;

/// <summary>A plain word behind a verb, known by its place.</summary>
internal sealed record Word(string Name, string Meaning)
{
    /// <summary>How often it may be left out, or repeated: only the last word of a verb differs from one.</summary>
    public int Least { get; init; } = 1;

    public int Most { get; init; } = 1;

    public static Word Run { get; } = new("run", "The id of a run; eml runs lists them.");

    public override string ToString() => (Least, Most) switch
    {
        (0, 1) => $"[<{Name}>]",
        (0, _) => $"[<{Name}> …]",
        (_, > 1) => $"{string.Join(' ', Enumerable.Repeat($"<{Name}>", Least))} …",
        _ => $"<{Name}>",
    };
}
