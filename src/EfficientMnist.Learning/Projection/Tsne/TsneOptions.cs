using EfficientMnist.Core.Refusals;
namespace EfficientMnist.Learning.Projection.Tsne;

/// <summary>Options of <see cref="TsneProjection"/>; the defaults are scikit-learn's.</summary>
public sealed record TsneOptions
{
    /// <summary>How many neighbours an image has, softly counted: 2 to 100; a small pool takes fewer.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps in all, 250 of them exaggerated: 250 to 5,000.</summary>
    public int Iterations { get; init; } = 1_000;

    /// <summary>θ of Barnes and Hut: how wide a cell may look, as a share of its distance, to be taken for a point: 0 (never) to 1.</summary>
    public double Angle { get; init; } = 0.5;

    /// <exception cref="RefusalException">A value is out of its range.</exception>
    public TsneOptions Validated()
    {
        if (Perplexity is not (>= 2 and <= 100))
            throw Refusal.Invalid($"The perplexity of t-SNE must be 2 to 100, not {Perplexity}.");
        if (Iterations is < 250 or > 5_000)
            throw Refusal.Invalid($"The iterations of t-SNE must be 250 to 5000, not {Iterations}.");
        if (Angle is not (>= 0 and <= 1))
            throw Refusal.Invalid($"The angle of t-SNE must be 0 to 1, not {Angle}.");
        return this;
    }
}
