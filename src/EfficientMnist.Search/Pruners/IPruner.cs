using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Pruners;

/// <summary>Ends trials early that will hardly be the best.</summary>
public interface IPruner
{
    /// <summary>Whether to end a trial after its latest report.</summary>
    /// <param name="trial">With one report at least.</param>
    /// <param name="trials">All trials of the search.</param>
    bool ShouldStop(Trial trial, IReadOnlyList<Trial> trials);
}
