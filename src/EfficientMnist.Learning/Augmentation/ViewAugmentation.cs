using static TorchSharp.torch;

namespace EfficientMnist.Learning.Augmentation;

/// <summary>
/// Random views of images: one affine map (flip, rotation, scale, shear, shift), gamma and brightness, blur, a square
/// cut out. What is random is drawn on the host, a row of numbers per image; what is done runs batched on the device.
/// </summary>
internal sealed class ViewAugmentation(ViewAugmentationOptions options) : IViews
{
    // Columns of the parameters: the affine map (6), gamma, brightness, blur, centre and half side of the cut.
    private const int Gamma = 6, Brightness = 7, Blur = 8, CutX = 9, CutY = 10, CutHalf = 11;

    /// <summary>Numbers that make a view.</summary>
    public const int Columns = 12;

    /// <summary>Parameters of one view each, float32 [count, 12] on the CPU.</summary>
    public Tensor Draw(Random random, long count)
    {
        var values = new float[count * Columns];
        for (var row = 0; row < count; row++)
            Draw(random, values.AsSpan(row * Columns, Columns));
        return tensor(values).view(count, Columns);
    }

    Tensor IViews.Apply(Tensor images, Tensor parameters) => Apply(images, parameters);

    /// <summary>Images in 0 … 1, float32 [n, C, H, W], and parameters [n, 12] → views of the same shape.</summary>
    public static Tensor Apply(Tensor images, Tensor parameters)
    {
        var x = Warp(images, parameters);
        // x^γ; black stays black since exp(−∞) = 0.
        x = (x.log_().mul_(Column(parameters, Gamma)).exp_() * Column(parameters, Brightness)).clamp_max_(1);
        x = Soften(x, Column(parameters, Blur));
        return Cut(x, parameters);
    }

    /// <summary>The parameters of one view, [12].</summary>
    public void Draw(Random random, Span<float> view)
    {
        var s = options.Strength;
        double Around(double range) => (2 * random.NextDouble() - 1) * range * s;
        bool Chance(double probability) => random.NextDouble() < probability * Math.Min(s, 1);

        // The map leads from the view's coordinates to the image's: rotation · shear · scale, then the shift.
        var flip = Chance(options.Flip) ? -1 : 1;
        var (sin, cos) = Math.SinCos(Around(options.Rotation) * Math.PI / 180);
        var shear = Around(options.Shear);
        var (width, height) = (flip * (1 + Around(options.Scale)), 1 + Around(options.Scale));
        view[0] = (float)(cos * width);
        view[1] = (float)((cos * shear - sin) * height);
        view[2] = (float)(2 * Around(options.Shift));
        view[3] = (float)(sin * width);
        view[4] = (float)((sin * shear + cos) * height);
        view[5] = (float)(2 * Around(options.Shift));
        view[Gamma] = (float)Math.Exp(Around(options.Gamma));
        view[Brightness] = (float)(1 + Around(options.Brightness));
        view[Blur] = Chance(options.Blur) ? 1 : 0;
        view[CutX] = (float)(2 * random.NextDouble() - 1);
        view[CutY] = (float)(2 * random.NextDouble() - 1);
        view[CutHalf] = (float)(s * (options.SmallestCut + random.NextDouble() * (options.LargestCut - options.SmallestCut)));
    }

    /// <summary>Takes the cut out of the parameters of one view, [12].</summary>
    public static void LeaveWhole(Span<float> view) => view[CutHalf] = 0;

    /// <summary>Images seen through an affine map, black outside; the first six parameters of each are the map from the view's coordinates, −1 … 1, to the image's.</summary>
    public static Tensor Warp(Tensor images, Tensor parameters)
    {
        var xs = Centres(images.shape[3], images).view(1, 1, -1);                          // [1, 1, W] in −1 … 1
        var ys = Centres(images.shape[2], images).view(1, -1, 1);                          // [1, H, 1]
        Tensor Map(int row) => Flat(parameters, row) * xs + (Flat(parameters, row + 1) * ys + Flat(parameters, row + 2));
        var grid = stack([Map(0), Map(3)], -1);                                            // [n, H, W, 2]
        return nn.functional.grid_sample(images, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);
    }

    // Binomial weights 1 2 1 along both axes, where the image is to be blurred.
    private static Tensor Soften(Tensor x, Tensor blur)
    {
        var quarter = blur / 4;
        foreach (var axis in (ReadOnlySpan<int>)[2, 3])
        {
            var size = x.shape[axis];
            var inner = x.narrow(axis, 1, size - 2);
            var around = x.narrow(axis, 0, size - 2) + x.narrow(axis, 2, size - 2);
            var softened = inner + (around - 2 * inner) * quarter;
            x = cat([x.narrow(axis, 0, 1), softened, x.narrow(axis, size - 1, 1)], axis);
        }
        return x;
    }

    private static Tensor Cut(Tensor x, Tensor parameters)
    {
        var half = Flat(parameters, CutHalf);
        var columns = (Centres(x.shape[3], x).view(1, 1, -1) - Flat(parameters, CutX)).abs().lt(half);  // [n, 1, W]
        var rows = (Centres(x.shape[2], x).view(1, -1, 1) - Flat(parameters, CutY)).abs().lt(half);     // [n, H, 1]
        return x.masked_fill_(rows.logical_and(columns).unsqueeze(1), 0);
    }

    // Centres of a side's pixels when its ends are −1 and 1.
    private static Tensor Centres(long size, Tensor like) =>
        (arange(0, size, device: like.device).to(like.dtype) * 2 + (1 - size)) / size;

    private static Tensor Flat(Tensor parameters, int column) => parameters.narrow(1, column, 1).unsqueeze(2);      // [n, 1, 1]

    private static Tensor Column(Tensor parameters, int column) => Flat(parameters, column).unsqueeze(3);            // [n, 1, 1, 1]
}
