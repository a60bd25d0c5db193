using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Samplers;

/// <summary>Chooses what to try next.</summary>
public interface ISampler
{
    /// <summary>The values of the next trial, none that was tried before; null where all have been.</summary>
    /// <param name="trials">All trials so far, running ones included, by number.</param>
    /// <param name="random">Of this trial alone, so that a search that goes on suggests what it would have suggested.</param>
    IReadOnlyDictionary<string, string>? Suggest(IReadOnlyList<Trial> trials, Random random);
}
