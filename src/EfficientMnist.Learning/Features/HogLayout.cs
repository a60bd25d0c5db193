using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Features;

/// <summary>Where each of an image's features lies in its row.</summary>
internal sealed record HogLayout
{
    public HogLayout(ImageShape shape, HogOptions options)
    {
        Shape = shape;
        Options = options;
        CellSizes = [.. options.CellSizes.Select(size => size * shape.Magnification)];
        PixelPooling = options.PixelPooling * shape.Magnification;
        var smallest = Math.Min(shape.Height, shape.Width);
        if (CellSizes.Append(Math.Max(PixelPooling, 1)).Max() is var cell && cell > smallest)
            throw new ArgumentException($"A cell of {cell} pixels does not fit into images of {shape}.");
        Columns = CellSizes.Sum(size => CellCount(size) * options.Orientations)
            + (PixelPooling == 0 ? 0 : shape.Height / PixelPooling * (shape.Width / PixelPooling));
    }

    public ImageShape Shape { get; }

    public HogOptions Options { get; }

    /// <summary>Sides of the cells in pixels of these images.</summary>
    public IReadOnlyList<int> CellSizes { get; }

    /// <summary>Side in pixels of these images of the squares that are averaged; 0 for none.</summary>
    public int PixelPooling { get; }

    public int Columns { get; }

    /// <summary>Pixels from one cell's beginning to the next one's.</summary>
    public int Step(int size) => Options.Overlap ? size / 2 : size;

    // A rest of the image narrower than a cell is left out.
    public int Across(int size) => (Shape.Width - size) / Step(size) + 1;

    public int CellCount(int size) => ((Shape.Height - size) / Step(size) + 1) * Across(size);
}
