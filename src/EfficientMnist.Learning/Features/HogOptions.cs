namespace EfficientMnist.Learning.Features;

/// <summary>Histograms of oriented gradients (Dalal and Triggs, 2005) on two grids, beside the shrunk image itself.</summary>
public sealed record HogOptions
{
    /// <summary>Bins of the unsigned gradient direction over half a turn: 2 to 32.</summary>
    public int Orientations { get; init; } = 8;

    /// <summary>Sides of the square cells in pixels, one grid for each: 2 to 16.</summary>
    public IReadOnlyList<int> CellSizes { get; init; } = [4, 7];

    /// <summary>Side of the squares over which pixels are averaged into the last features; 0 leaves them out.</summary>
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
