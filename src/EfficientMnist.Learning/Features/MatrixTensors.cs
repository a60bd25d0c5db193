using static TorchSharp.torch;

namespace EfficientMnist.Learning.Features;

/// <summary>Between plain matrices and tensors on the CPU. The caller owns the tensors.</summary>
internal static class MatrixTensors
{
    public static Tensor ToTensor(this FeatureMatrix matrix) => tensor(matrix.Array).view(matrix.Rows, matrix.Columns);

    public static Tensor ToTensor(this FeatureMatrix matrix, int start, int rows) =>
        tensor(matrix.Values.Slice(start * matrix.Columns, rows * matrix.Columns).ToArray()).view(rows, matrix.Columns);

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

    /// <summary>Applies a function to a matrix some thousand rows at a time and joins the results.</summary>
    public static FeatureMatrix InParts(FeatureMatrix matrix, int columns, Func<Tensor, Tensor> function)
    {
        const int rowsAtOnce = 4096;
        var result = new FeatureMatrix(matrix.Rows, columns);
        using var noGrad = no_grad();
        for (var start = 0; start < matrix.Rows; start += rowsAtOnce)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(rowsAtOnce, matrix.Rows - start);
            function(matrix.ToTensor(start, rows)).contiguous().data<float>().CopyTo(result.Array, start * columns);
        }
        return result;
    }
}
