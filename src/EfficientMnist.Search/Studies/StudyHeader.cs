using EfficientMnist.Search.Space;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Studies;

/// <summary>A plan as the first line of the file.</summary>
internal sealed record StudyHeader
{
    public required IReadOnlyDictionary<string, string> Axes { get; init; }

    public required string Goal { get; init; }

    public required string Sampler { get; init; }

    public required string Pruner { get; init; }

    public required long Seed { get; init; }

    public required IReadOnlyDictionary<string, string> Context { get; init; }

    public static StudyHeader Of(StudyPlan plan) => new()
    {
        Axes = plan.Space.Axes.ToDictionary(a => a.Name, a => a.Spelling, StringComparer.Ordinal),
        Goal = plan.Goal.ToString(),
        Sampler = plan.Sampler,
        Pruner = plan.Pruner,
        Seed = plan.Seed,
        Context = plan.Context,
    };

    public StudyPlan Plan() => new()
    {
        Space = new SearchSpace([.. Axes.Select(a => AxisParser.Parse(a.Key, a.Value)!)]),
        Goal = Enum.Parse<Goal>(Goal),
        Sampler = Sampler,
        Pruner = Pruner,
        Seed = Seed,
        Context = Context,
    };

    /// <summary>The first thing in which two differ, in words; null where they are the same.</summary>
    public string? DifferenceFrom(StudyHeader other)
    {
        var (mine, theirs) = (Entries(), other.Entries());
        return mine.Keys.Union(theirs.Keys, StringComparer.Ordinal)
            .Where(name => mine.GetValueOrDefault(name) != theirs.GetValueOrDefault(name))
            .Select(name => $"{name} is {theirs.GetValueOrDefault(name) ?? "absent"} there, {mine.GetValueOrDefault(name) ?? "absent"} here")
            .FirstOrDefault();
    }

    private Dictionary<string, string> Entries()
    {
        var entries = Axes.Concat(Context).ToDictionary(StringComparer.Ordinal);
        (entries["goal"], entries["sampler"], entries["pruner"]) = (Goal, Sampler, Pruner);
        entries["seed"] = Seed.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return entries;
    }
}
