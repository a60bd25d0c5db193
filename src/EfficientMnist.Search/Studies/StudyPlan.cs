using EfficientMnist.Search.Pruners;
using EfficientMnist.Search.Samplers;
using EfficientMnist.Search.Space;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Studies;

/// <summary>What a search is: everything that must be the same when it goes on.</summary>
public sealed record StudyPlan
{
    public const string TreeParzen = "tpe";
    public const string Random = "random";
    public const string Median = "median";
    public const string Halving = "halving";
    public const string None = "none";

    public static IReadOnlyList<string> Samplers { get; } = [TreeParzen, Random];

    public static IReadOnlyList<string> Pruners { get; } = [Median, Halving, None];

    public required SearchSpace Space { get; init; }

    public Goal Goal { get; init; }

    /// <summary>One of <see cref="Samplers"/>.</summary>
    public string Sampler { get; init; } = TreeParzen;

    /// <summary>One of <see cref="Pruners"/>.</summary>
    public string Pruner { get; init; } = Median;

    public long Seed { get; init; } = 1;

    /// <summary>What else tells this search from others, such as the options that all trials share.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = new Dictionary<string, string>();

    internal ISampler CreateSampler() => Sampler switch
    {
        TreeParzen => new TreeParzenSampler(Space, Goal, Seed),
        Random => new RandomSampler(Space),
        _ => throw new ArgumentException($"There is no sampler '{Sampler}'; choose one of {string.Join(", ", Samplers)}."),
    };

    internal IPruner CreatePruner() => Pruner switch
    {
        Median => new MedianPruner(Goal),
        Halving => new HalvingPruner(Goal),
        None => new NoPruner(),
        _ => throw new ArgumentException($"There is no pruner '{Pruner}'; choose one of {string.Join(", ", Pruners)}."),
    };
}
