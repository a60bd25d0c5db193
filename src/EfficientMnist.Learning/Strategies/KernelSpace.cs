using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// The Gaussian process whose posterior mean is kernel ridge regression (Rasmussen and Williams, 2006, chapter 2): what it
/// is unsure of depends on which images have a label, and never on the labels.
/// </summary>
/// <param name="Features">One row per image of the pool, as the classifier sees it.</param>
/// <param name="Gamma">γ of the kernel exp(−γ·‖x − y‖²).</param>
/// <param name="Ridge">Variance of the noise in a label.</param>
public sealed record KernelSpace(FeatureRows Features, double Gamma, double Ridge)
{
    /// <summary>The space of a kernel classifier; where the classifier is another one, a kernel of the usual width stands in for it.</summary>
    /// <param name="features">One row per image of the pool.</param>
    /// <param name="classifier">The classifier fitted to them.</param>
    public static KernelSpace Of(FeatureRows features, IClassifier classifier)
    {
        var standard = new KernelRidgeOptions();
        return classifier is KernelRidge kernel
            ? new KernelSpace(features, kernel.Gamma, kernel.Ridge)
            : new KernelSpace(features, standard.Gamma, standard.Ridge);
    }

    /// <summary>k(x, y) of rows of features, [n, d] and [m, d] → [n, m] in double precision; the caller owns it.</summary>
    internal Tensor Kernel(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        return MatrixTensors.SquaredDistances(x, y).to(ScalarType.Float64).mul_(-Gamma).exp_().MoveToOuterDisposeScope();
    }

    /// <summary>The rows of these images, [ids, d]; the caller owns them.</summary>
    internal Tensor Rows(IReadOnlyList<int> ids) => Features.Select(ids).ToTensor();
}
