using EfficientMnist.Core.Refusals;
namespace EfficientMnist.Learning.Projection.Umap;

/// <summary>Options of <see cref="UmapProjection"/>; the defaults are umap-learn's.</summary>
public sealed record UmapOptions
{
    /// <summary>How many images make up a neighbourhood, the image itself included: 2 to 200; a small pool takes fewer.</summary>
    public int Neighbours { get; init; } = 15;

    /// <summary>How close points may lie in the picture, 0 to 0.99.</summary>
    public double MinDistance { get; init; } = 0.1;

    /// <summary>Points pushed away for each pulled closer, 1 to 50.</summary>
    public int NegativeSamples { get; init; } = 5;

    /// <exception cref="RefusalException">A value is out of its range.</exception>
    public UmapOptions Validated()
    {
        if (Neighbours is < 2 or > 200)
            throw Refusal.Invalid($"The neighbours of UMAP must be 2 to 200, not {Neighbours}.");
        if (MinDistance is not (>= 0 and <= 0.99))
            throw Refusal.Invalid($"The least distance of UMAP must be 0 to 0.99, not {MinDistance}.");
        if (NegativeSamples is < 1 or > 50)
            throw Refusal.Invalid($"The negative samples of UMAP must be 1 to 50, not {NegativeSamples}.");
        return this;
    }
}
