using static TorchSharp.torch;

namespace EfficientMnist.Learning.Augmentation;

/// <summary>
/// The views of SimCLR (arXiv 2002.05709, appendix A) for small images: a crop enlarged to the image's size, mirrored or
/// not, with another brightness, contrast and saturation, or without colours. Hues stay.
/// </summary>
internal sealed class CropAugmentation(CropOptions options) : IViews
{
    // Columns of the parameters behind the six of the crop's affine map.
    private const int Brightness = 6, Contrast = 7, Saturation = 8, Columns = 9;

    /// <summary>Parameters of one view each, float32 [count, 9] on the CPU.</summary>
    public Tensor Draw(Random random, long count)
    {
        var values = new float[count * Columns];
        for (var row = 0; row < count; row++)
            Draw(random, values.AsSpan(row * Columns, Columns));
        return tensor(values).view(count, Columns);
    }

    Tensor IViews.Apply(Tensor images, Tensor parameters) => Apply(images, parameters);

    /// <summary>Images in 0 … 1, float32 [n, C, H, W], and parameters [n, 9] → views of the same shape.</summary>
    public static Tensor Apply(Tensor images, Tensor parameters)
    {
        var x = (ViewAugmentation.Warp(images, parameters) * Column(parameters, Brightness)).clamp_max_(1);
        var grey = x.mean([1], keepdim: true);                                      // [n, 1, H, W]
        var mean = grey.mean([2, 3], keepdim: true);                                // [n, 1, 1, 1]
        x = (mean + (x - mean) * Column(parameters, Contrast)).clamp_(0, 1);
        if (images.shape[1] == 1)
            return x;
        grey = x.mean([1], keepdim: true);
        return (grey + (x - grey) * Column(parameters, Saturation)).clamp_(0, 1);
    }

    private void Draw(Random random, Span<float> view)
    {
        var area = options.SmallestCrop + random.NextDouble() * (1 - options.SmallestCrop);
        var aspect = Math.Pow(options.Aspect, 2 * random.NextDouble() - 1);
        var width = Math.Min(1, Math.Sqrt(area * aspect));
        var height = Math.Min(1, Math.Sqrt(area / aspect));
        view[2] = (float)((2 * random.NextDouble() - 1) * (1 - width));
        view[5] = (float)((2 * random.NextDouble() - 1) * (1 - height));
        view[0] = (float)(random.NextDouble() < options.Flip ? -width : width);
        view[4] = (float)height;
        var jitter = random.NextDouble() < options.JitterChance ? options.Jitter : 0;
        foreach (var column in (ReadOnlySpan<int>)[Brightness, Contrast, Saturation])
            view[column] = (float)(1 + jitter * (2 * random.NextDouble() - 1));
        if (random.NextDouble() < options.Grey)
            view[Saturation] = 0;
    }

    private static Tensor Column(Tensor parameters, int column) => parameters.narrow(1, column, 1).view(-1, 1, 1, 1);
}
