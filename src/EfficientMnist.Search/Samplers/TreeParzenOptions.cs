namespace EfficientMnist.Search.Samplers;

/// <summary>Settings of <see cref="TreeParzenSampler"/>.</summary>
public sealed record TreeParzenOptions
{
    /// <summary>Trials spread over the space before any is learned from.</summary>
    public int Startup { get; init; } = 10;

    /// <summary>Share of the trials that count as good.</summary>
    public double Good { get; init; } = 0.15;

    /// <summary>The most trials that count as good.</summary>
    public int MostGood { get; init; } = 25;

    /// <summary>Points drawn from the good ones' density, of which the most promising is tried.</summary>
    public int Candidates { get; init; } = 32;
}
