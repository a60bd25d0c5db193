using static TorchSharp.torch;

namespace EfficientMnist.Learning.Students;

/// <summary>How a network that tells classes apart makes the latents that <see cref="StudentLatents"/> takes apart.</summary>
internal static class ClassLatents
{
    /// <summary>
    /// Images [n, C, H, W] → [features | logarithms of the class probabilities], [n, features + classes]; with
    /// <paramref name="flipAverage"/> the means of both over an image and its mirror image.
    /// </summary>
    /// <param name="images">In any precision.</param>
    /// <param name="flipAverage">Whether mirror images have a say.</param>
    /// <param name="features">Images → [n, features].</param>
    /// <param name="scores">Features → [n, classes].</param>
    public static Tensor Of(Tensor images, bool flipAverage, Func<Tensor, Tensor> features, Func<Tensor, Tensor> scores)
    {
        if (!flipAverage)
        {
            var own = features(images);
            return cat([own, scores(own).log_softmax(1)], 1);
        }
        var both = features(cat([images, images.flip(3)]));                              // [2n, features]
        var logarithms = stack(scores(both).log_softmax(1).chunk(2));                    // [2, n, classes]
        return cat([stack(both.chunk(2)).mean([0]), logarithms.logsumexp(0) - Math.Log(2)], 1);
    }
}
