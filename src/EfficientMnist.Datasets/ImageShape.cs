namespace EfficientMnist.Datasets;

/// <summary>Size of every image of a data set.</summary>
/// <param name="Channels">1 for grey, 3 for red, green, blue.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Bytes of one image: channels × height × width.</summary>
    public int Pixels => Channels * Height * Width;

    public override string ToString() => $"{Channels}×{Height}×{Width}";
}
