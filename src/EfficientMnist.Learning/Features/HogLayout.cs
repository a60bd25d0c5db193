using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Features;

/// <summary>Where each of an image's features lies in its row.</summary>
internal sealed record HogLayout
{
    public HogLayout(ImageShape shape, HogOptions options)
    {
        Shape = shape;
        Options = options;
        var smallest = Math.Min(shape.Height, shape.Width);
        if (options.CellSizes.Append(Math.Max(options.PixelPooling, 1)).Max() is var cell && cell > smallest)
            throw new ArgumentException($"A cell of {cell} pixels does not fit into images of {shape}.");
        Columns = options.CellSizes.Sum(size => CellCount(size) * options.Orientations)
            + (options.PixelPooling == 0 ? 0 : shape.Height / options.PixelPooling * (shape.Width / options.PixelPooling));
    }

    public ImageShape Shape { get; }

    public HogOptions Options { get; }

    public int Columns { get; }

    /// <summary>Pixels from one cell's beginning to the next one's.</summary>
    public int Step(int size) => Options.Overlap ? size / 2 : size;

    // A rest of the image narrower than a cell is left out.
    public int Across(int size) => (Shape.Width - size) / Step(size) + 1;

    public int CellCount(int size) => ((Shape.Height - size) / Step(size) + 1) * Across(size);
}
