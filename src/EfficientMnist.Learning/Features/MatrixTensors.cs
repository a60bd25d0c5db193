using EfficientMnist.Learning.Devices;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Features;

/// <summary>Between plain matrices and tensors on the CPU. The caller owns the tensors.</summary>
internal static class MatrixTensors
{
    public static Tensor ToTensor(this FeatureMatrix matrix) => TorchMemory.Of(matrix.Values, matrix.Rows, matrix.Columns);

    public static Tensor ToTensor(this FeatureRows features, int start, int rows) => features.Slice(start, rows).ToTensor();

    public static FeatureMatrix ToMatrix(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return new FeatureMatrix(tensor.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray(), (int)tensor.shape[0], (int)tensor.shape[1]);
    }

    /// <summary>Squared Euclidean distances between the rows of two tensors, [n, d] and [m, d] → [n, m], never negative.</summary>
    public static Tensor SquaredDistances(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var products = a.matmul(b.t());
        var distances = products.mul_(-2).add_((a * a).sum(1, keepdim: true)).add_((b * b).sum(1).unsqueeze(0));
        return distances.clamp_min_(0).MoveToOuterDisposeScope();
    }

    /// <summary>Applies a function to features some thousand rows at a time and joins the results.</summary>
    public static FeatureMatrix InParts(FeatureRows features, int columns, Func<Tensor, Tensor> function)
    {
        const int rowsAtOnce = 4096;
        var result = new FeatureMatrix(features.Rows, columns);
        using var noGrad = no_grad();
        for (var start = 0; start < features.Rows; start += rowsAtOnce)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(rowsAtOnce, features.Rows - start);
            function(features.ToTensor(start, rows)).contiguous().data<float>().CopyTo(result.Array, start * columns);
        }
        return result;
    }
}
