using EfficientMnist.Search.Space;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Samplers;

/// <summary>Draws uniformly, whatever came of the trials before: what a search is to be compared with.</summary>
public sealed class RandomSampler(SearchSpace space) : ISampler
{
    public IReadOnlyDictionary<string, string>? Suggest(IReadOnlyList<Trial> trials, Random random) =>
        new Untried(space, trials).Draw(random) is { } point ? space.Values(point) : null;
}
