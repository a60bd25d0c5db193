using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Features;

public sealed class FeatureMatrixTests
{
    private readonly FeatureMatrix _matrix = new([1, 2, 3, 4, 5, 6], 3, 2);

    [Fact]
    public void Construction_OfAWrongLength_NamesTheNumbers()
    {
        var exception = Assert.Throws<ArgumentException>(() => new FeatureMatrix([1, 2, 3], 2, 2));
        Assert.StartsWith("A matrix of 2 rows × 2 columns needs 4 values, not 3.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_RepeatsAndReordersRows()
    {
        var selected = _matrix.Select([2, 0, 2]);
        Assert.Equal<float>([5, 6, 1, 2, 5, 6], selected.Values);
    }

    [Fact]
    public void Concat_SetsViewsSideBySide()
    {
        var joint = FeatureMatrix.Concat(_matrix, new FeatureMatrix([7, 8, 9], 3, 1));
        Assert.Equal<float>([1, 2, 7, 3, 4, 8, 5, 6, 9], joint.Values);
    }

    [Fact]
    public void Concat_OfDifferentNumbersOfRows_Fails() =>
        Assert.Throws<ArgumentException>(() => FeatureMatrix.Concat(_matrix, new FeatureMatrix(2, 1)));

    [Fact]
    public void ArgMax_OfEqualValues_IsTheFirst() =>
        Assert.Equal([1, 0], new FeatureMatrix([1, 3, 2, 5, 5, 4], 2, 3).ArgMax());

    [Fact]
    public void Row_OutsideTheMatrix_Fails() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _matrix.Row(3).Length);

    [Fact]
    public void ViewScaling_GivesThePoolUnitMeanSquareNormAroundZero()
    {
        var scaled = ViewScaling.Of(_matrix).Apply(_matrix);

        Assert.Equal(0, scaled.Values.ToArray().Sum(), 1e-5);
        Assert.Equal(1, scaled.Values.ToArray().Sum(v => v * v) / scaled.Rows, 1e-5);
        // Both columns deviate by 2 from a mean of 3 and 4: one scale for the view, 1/√(2·8/3).
        Assert.Equal(-2 / MathF.Sqrt(16f / 3), scaled[0, 0], 1e-5f);
    }

    [Fact]
    public void ViewScaling_OfAConstantView_IsZero()
    {
        var constant = new FeatureMatrix([4, 4, 4], 3, 1);
        Assert.Equal<float>([0, 0, 0], ViewScaling.Of(constant).Apply(constant).Values);
    }

    [Fact]
    public void JointViews_ScaleOtherImagesByThePoolsStatistics()
    {
        var joint = JointViews.Of(_matrix, _matrix);
        Assert.Equal(4, joint.Pool.Columns);
        Assert.Equal(joint.Pool.Select([1]).Values.ToArray(), joint.Transform(_matrix.Select([1]), _matrix.Select([1])).Row(0).ToArray());
        Assert.Throws<ArgumentException>(() => joint.Transform(_matrix));
    }
}
