using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Pruners;

/// <summary>Lets every trial come to its end.</summary>
public sealed class NoPruner : IPruner
{
    public bool ShouldStop(Trial trial, IReadOnlyList<Trial> trials) => false;
}
