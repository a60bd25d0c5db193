using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>What a learner asks for next: the images of the round at hand whose label it has not got.</summary>
public sealed record Query
{
    /// <summary>The round at hand, counted from 0; the first one is the cold start where no labels were given.</summary>
    public required int Round { get; init; }

    /// <summary>The strategy that chose the batch.</summary>
    public required IQueryStrategy Strategy { get; init; }

    /// <summary>The images to learn from, the most wanted first.</summary>
    public required IReadOnlyList<Pick> Batch { get; init; }

    /// <summary>How many of the batch, the first ones, somebody has asked for (<see cref="LearnerState.Wanted"/>); the strategy chose the others.</summary>
    public int Wanted { get; init; }

    /// <summary>The images to validate with; the score of each is the probability with which it was drawn.</summary>
    public required IReadOnlyList<Pick> Validation { get; init; }

    /// <summary>
    /// The utility of every candidate of the batch, picks included, ascending by index (<see cref="Selection.Utilities"/>); null
    /// where they were not asked for, or where the strategy has none.
    /// </summary>
    public IReadOnlyList<Pick>? Utilities { get; init; }

    /// <summary>Whether the batch is chosen before any label is known.</summary>
    public required bool IsColdStart { get; init; }

    /// <summary>
    /// The same with the first images alone, where no more than so many labels can be paid for: of those to validate with the
    /// share that they had, of the others one at least.
    /// </summary>
    public Query AtMost(int labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(labels);
        var all = Validation.Count + Batch.Count;
        if (labels >= all)
            return this;
        var validation = Math.Clamp((int)((long)labels * Validation.Count / all), 0, Math.Max(0, labels - 1));
        var batch = Math.Min(labels - validation, Batch.Count);
        return this with { Validation = [.. Validation.Take(labels - batch)], Batch = [.. Batch.Take(batch)], Wanted = Math.Min(Wanted, batch) };
    }

    /// <summary>The images to ask the labels of, in the order in which to teach them.</summary>
    public IReadOnlyList<int> Ids => [.. Validation.Select(p => p.Index), .. Batch.Select(p => p.Index)];
}
