namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>The machine a sweep ran on.</summary>
internal sealed record SweepHardware
{
    public required string Cpu { get; init; }

    public required int Cores { get; init; }

    public required double MemoryGib { get; init; }

    /// <summary>The one that trained; "none" where the CPU did.</summary>
    public required string Gpu { get; init; }

    public required string Os { get; init; }

    /// <summary>Of training: float32 or bfloat16.</summary>
    public required string Precision { get; init; }

    public required int Threads { get; init; }
}
