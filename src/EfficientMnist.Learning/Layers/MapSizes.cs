using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Layers;

/// <summary>Sizes of feature maps.</summary>
internal static class MapSizes
{
    /// <summary>The sizes after one halving of the image's sides, two and so on; halves are rounded up.</summary>
    public static (int Rows, int Columns)[] Of(ImageShape shape, int halvings)
    {
        var sizes = new (int, int)[halvings];
        var (rows, columns) = (shape.Height, shape.Width);
        for (var i = 0; i < halvings; i++)
            sizes[i] = (rows, columns) = ((rows + 1) / 2, (columns + 1) / 2);
        return sizes;
    }
}
