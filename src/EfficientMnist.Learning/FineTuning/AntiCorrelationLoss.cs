using EfficientMnist.Learning.Devices;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.FineTuning;

/// <summary>
/// Makes the latents of different classes point in different directions. With μ(c) the mean latent of class c among the
/// examples, and ρ(c, d) Pearson's correlation of μ(c) and μ(d) over the entries of the latent, the loss is the mean of ρ(c, d)
/// over all pairs c ≠ d of the C classes that occur. It is 1 where all means are alike, 0 where they are uncorrelated, and
/// −1/(C − 1) at the least, where each is as far from all the others as can be; 0 where fewer than two classes occur.
/// </summary>
internal static class AntiCorrelationLoss
{
    /// <param name="latents">[n, d], d at least 2.</param>
    /// <param name="labels">A class for each.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Of(Tensor latents, IReadOnlyList<int> labels)
    {
        int[] classes = [.. labels.Distinct().Order()];
        if (classes.Length < 2)
            return latents.sum() * 0;
        var means = Averages(labels, classes).to(latents.device).matmul(latents);          // [C, d]
        var directions = nn.functional.normalize(means - means.mean([1], keepdim: true), p: 2, dim: 1);
        // The square of the sum holds each pair twice and each class with itself once.
        var pairs = directions.sum([0]).square().sum() - directions.square().sum();
        return pairs / (classes.Length * (classes.Length - 1));
    }

    // What makes means of examples, [C, n].
    private static Tensor Averages(IReadOnlyList<int> labels, int[] classes)
    {
        var weights = new float[classes.Length * labels.Count];
        for (var c = 0; c < classes.Length; c++)
        {
            var share = 1f / labels.Count(label => label == classes[c]);
            for (var i = 0; i < labels.Count; i++)
                weights[c * labels.Count + i] = labels[i] == classes[c] ? share : 0;
        }
        return TorchMemory.Of(weights, classes.Length, labels.Count);
    }
}
