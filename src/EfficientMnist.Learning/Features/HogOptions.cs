namespace EfficientMnist.Learning.Features;

/// <summary>
/// Histograms of oriented gradients (Dalal and Triggs, 2005) beside the shrunk image itself. That a gradient's sign counts and
/// that cells overlap helps to tell garments apart: on 10,000 training images of Fashion-MNIST held back, kernel ridge
/// regression on 1,000 labels, joined with latents, is right in 89.9 % with them and in 89.3 % without (mean of three sets of
/// labels).
/// </summary>
public sealed record HogOptions
{
    /// <summary>Bins of the gradient's direction: 2 to 32.</summary>
    public int Orientations { get; init; } = 16;

    /// <summary>Directions go over a whole turn, from dark to bright, instead of over half a turn.</summary>
    public bool Signed { get; init; } = true;

    /// <summary>Cells begin every half side instead of side by side.</summary>
    public bool Overlap { get; init; } = true;

    /// <summary>
    /// Sides of the square cells in pixels, one grid for each: 2 to 16; in large images as many times as large (<see cref="Datasets.ImageShape.Magnification"/>).
    /// </summary>
    public IReadOnlyList<int> CellSizes { get; init; } = [4];

    /// <summary>Side of the squares over which pixels are averaged into the last features, in large images as many times as large; 0 leaves them out.</summary>
    public int PixelPooling { get; init; } = 2;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public HogOptions Validated()
    {
        if (Orientations is < 2 or > 32)
            throw new ArgumentException($"hog.orientations must be 2 to 32, not {Orientations}.");
        if (CellSizes.FirstOrDefault(c => c is < 2 or > 16, 4) is var bad and (< 2 or > 16))
            throw new ArgumentException($"hog.cell_sizes must each be 2 to 16, not {bad}.");
        if (PixelPooling is < 0 or > 16)
            throw new ArgumentException($"hog.pixel_pooling must be 0 to 16, not {PixelPooling}.");
        return this;
    }
}
