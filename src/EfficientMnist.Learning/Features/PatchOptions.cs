namespace EfficientMnist.Learning.Features;

/// <summary>How images are described by their patches (<see cref="PatchDictionary"/>).</summary>
public sealed record PatchOptions
{
    /// <summary>
    /// Side of the square patches in pixels, 2 to 16; of smaller images the side of those. Large images are shrunk before
    /// (<see cref="Datasets.ImageShape.Magnification"/>).
    /// </summary>
    public int Side { get; init; } = 6;

    /// <summary>Patches that all others are compared with, 2 to 4,096.</summary>
    public int Centres { get; init; } = 192;

    /// <summary>Rows and columns of the grid in whose cells an image's patches are averaged, 1 to 16.</summary>
    public int Grid { get; init; } = 4;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public PatchOptions Validated()
    {
        Require(Side is >= 2 and <= 16, nameof(Side), Side, "2 to 16");
        Require(Centres is >= 2 and <= 4_096, nameof(Centres), Centres, "2 to 4,096");
        Require(Grid is >= 1 and <= 16, nameof(Grid), Grid, "1 to 16");
        return this;
    }

    private static void Require(bool holds, string name, int value, string range)
    {
        if (!holds)
            throw new ArgumentException($"{name} of patches is {value}; it must be {range}.");
    }
}
