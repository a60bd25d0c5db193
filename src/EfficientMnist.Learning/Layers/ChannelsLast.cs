using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>The layout in which convolutions are fastest on CPUs and GPUs alike: a pixel's channels side by side.</summary>
internal static class ChannelsLast
{
    /// <summary>[n, c, h, w] in any layout → the same tensor with the strides of [n, h, w, c].</summary>
    public static Tensor Of(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>Every <paramref name="stride"/>-th row and column, beginning with the first: [n, c, h, w] → [n, c, ⌈h / stride⌉, ⌈w / stride⌉].</summary>
    public static Tensor Sparse(Tensor images, int stride) =>
        Of(images[.., .., TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)]);

    /// <summary>
    /// Space to depth, [n, c, h, w] → [n, side²·c, ⌈h/side⌉, ⌈w/side⌉]: each square becomes one pixel of side² times the channels.
    /// A 3×3 convolution after it is one of three sides' length and stride <paramref name="side"/>, many times faster than that on
    /// one channel.
    /// </summary>
    public static Tensor Squares(Tensor images, int side = 2)
    {
        var (n, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
        var (below, right) = ((side - h % side) % side, (side - w % side) % side);
        if (below + right > 0)
        {
            images = nn.functional.pad(images, [0, right, 0, below]);
            (h, w) = (h + below, w + right);
        }
        return images.view(n, c, h / side, side, w / side, side).permute(0, 2, 4, 1, 3, 5).reshape(n, h / side, w / side, side * side * c).permute(0, 3, 1, 2);
    }

    /// <summary>Depth to space, the way back from <see cref="Squares"/> of side 2: [n, 4·c, h, w] → [n, c, 2·h, 2·w].</summary>
    public static Tensor FromSquares(Tensor squares)
    {
        var (n, c, h, w) = (squares.shape[0], squares.shape[1] / 4, squares.shape[2], squares.shape[3]);
        return squares.view(n, c, 2, 2, h, w).permute(0, 1, 4, 2, 5, 3).reshape(n, c, 2 * h, 2 * w);
    }

    /// <summary>Each pixel becomes 2×2 equal ones: [n, c, h, w] → [n, c, 2·h, 2·w].</summary>
    public static Tensor Enlarge(Tensor images)
    {
        var (n, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
        return images.permute(0, 2, 3, 1).unsqueeze(2).unsqueeze(4).expand(n, h, 2, w, 2, c).reshape(n, 2 * h, 2 * w, c).permute(0, 3, 1, 2);
    }
}
