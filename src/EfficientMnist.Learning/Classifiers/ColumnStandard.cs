using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Graphs;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>Gives each column of features mean 0 and deviation 1 by the statistics of the examples that a classifier is fitted on.</summary>
internal sealed record ColumnStandard(FeatureMatrix Mean, FeatureMatrix Deviation)
{
    public int Columns => Mean.Columns;

    /// <param name="examples">[n, d].</param>
    public static ColumnStandard Of(Tensor examples)
    {
        using var scope = NewDisposeScope();
        var mean = examples.mean([0], keepdim: true);
        var centred = examples - mean;
        // A constant column carries nothing: it stays zero.
        return new ColumnStandard(mean.ToMatrix(), (centred * centred).mean([0], keepdim: true).sqrt().clamp_min(1e-6f).ToMatrix());
    }

    /// <summary>Adds the standardising of rows, and says which value it makes.</summary>
    public int Describe(NetworkGraph graph, int rows)
    {
        using var scope = NewDisposeScope();
        var scale = Deviation.ToTensor().to(ScalarType.Float64).reciprocal().flatten();
        return graph.Affine(rows, scale, -Mean.ToTensor().to(ScalarType.Float64).flatten() * scale);
    }

    /// <exception cref="ArgumentException">Other columns than those of the examples.</exception>
    public void Check(FeatureRows features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Columns != Columns)
            throw new ArgumentException($"The classifier was fitted on {Columns} features, not {features.Columns}.", nameof(features));
    }

    /// <summary>What to apply to features, [m, d] → [m, d]; its tensors are the caller's scope's.</summary>
    public Func<Tensor, Tensor> Scale()
    {
        var (centre, scale) = (Mean.ToTensor(), Deviation.ToTensor());
        return part => (part - centre) / scale;
    }
}
