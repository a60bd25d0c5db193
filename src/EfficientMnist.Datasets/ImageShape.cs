namespace EfficientMnist.Datasets;

/// <summary>Size of every image of a data set.</summary>
/// <param name="Channels">1 for grey, 3 for red, green, blue.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    private const int UsualSide = 32;

    /// <summary>Bytes of one image: channels × height × width.</summary>
    public int Pixels => Channels * Height * Width;

    /// <summary>
    /// Pixels that stand in a row where images of 28 to 47 pixels a side have one: 1 for these, 3 for 96 pixels, 7 for 224. What
    /// is made for small images looks at squares of this side in place of pixels, and so takes about as long for large ones.
    /// </summary>
    public int Magnification => Math.Max(1, (Math.Min(Height, Width) + (UsualSide / 2)) / UsualSide);

    public override string ToString() => $"{Channels}×{Height}×{Width}";
}
