namespace EfficientMnist.Learning.Strategies;

/// <summary>An image and how much a strategy wants its label.</summary>
/// <param name="Index">Index of the image in the pool.</param>
/// <param name="Score">The higher, the more the strategy wants it; comparable within one strategy only.</param>
public readonly record struct Pick(int Index, double Score);

/// <summary>What a strategy has chosen.</summary>
/// <param name="Picks">The images to ask the labels of, best first.</param>
/// <param name="Utilities">
/// The utility of every candidate that was compared, the picks included, ascending by index: the score it would have got as
/// the first pick of the batch. Null where utilities were not asked for, or where the strategy has none.
/// </param>
public sealed record Selection(IReadOnlyList<Pick> Picks, IReadOnlyList<Pick>? Utilities)
{
    /// <summary>Nothing chosen, because there was nothing to choose from or nothing wanted.</summary>
    internal static Selection Nothing(bool withUtilities) => new([], withUtilities ? [] : null);
}
