using EfficientMnist.Datasets;
using EfficientMnist.Learning.Layers;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Encoders;

public sealed class LayersTests
{
    [Fact]
    public void FromSquares_OfSquares_IsTheImage()
    {
        using var scope = NewDisposeScope();
        var image = arange(0, 2 * 3 * 6 * 4).to(ScalarType.Float32).view(2, 3, 6, 4);
        Assert.Equal(image.data<float>().ToArray(), ChannelsLast.FromSquares(ChannelsLast.Squares(image)).contiguous().data<float>().ToArray());
    }

    [Fact]
    public void Squares_OfASideThatDoesNotFit_ArePaddedWithZerosBelowAndAtTheRight()
    {
        using var scope = NewDisposeScope();
        var squares = ChannelsLast.Squares(tensor(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }).view(1, 1, 2, 4), side: 3);
        Assert.Equal([1, 9, 1, 2], squares.shape);
        Assert.Equal([1, 2, 3, 5, 6, 7, 0, 0, 0], squares[0, .., 0, 0].contiguous().data<float>().ToArray());
        Assert.Equal([4, 0, 0, 8, 0, 0, 0, 0, 0], squares[0, .., 0, 1].contiguous().data<float>().ToArray());
    }

    [Fact]
    public void Enlarge_MakesFourOfEachPixel()
    {
        using var scope = NewDisposeScope();
        var enlarged = ChannelsLast.Enlarge(tensor(new float[] { 1, 2, 3, 4, 5, 6 }).view(1, 1, 2, 3));
        Assert.Equal([1, 4, 6], new long[] { enlarged.shape[0], enlarged.shape[2], enlarged.shape[3] });
        Assert.Equal([1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 4, 4, 5, 5, 6, 6], enlarged.contiguous().data<float>().ToArray());
    }

    [Fact]
    public void MapSizes_OfOddSides_AreRoundedUp() =>
        Assert.Equal([(7, 5), (4, 3), (2, 2), (1, 1)], MapSizes.Of(new ImageShape(1, 13, 9), 4));

    [Theory]
    [InlineData(16, 4)]
    [InlineData(12, 3)]
    [InlineData(5, 1)]
    [InlineData(256, 32)]
    public void GroupNorm_HasGroupsOfFourChannelsOrMore(int channels, int groups)
    {
        using var scope = NewDisposeScope();
        using var norm = Normalisation.Of(Normalisation.Group, channels);
        var random = new Random(1);
        var map = tensor(Enumerable.Range(0, 2 * channels * 9).Select(_ => (float)(3 + random.NextDouble())).ToArray()).view(2, channels, 3, 3);
        // Each group of each image has mean 0 and variance 1.
        var grouped = norm.forward(map).view(2, groups, -1);
        Assert.All(grouped.mean([2]).data<float>().ToArray(), m => Assert.Equal(0, m, 1e-3f));
        Assert.All(grouped.square().mean([2]).data<float>().ToArray(), v => Assert.Equal(1, v, 1e-2f));
    }

    [Fact]
    public void GroupNorm_OfBFloat16_StaysInIt()
    {
        using var scope = NewDisposeScope();
        using var norm = Normalisation.Of(Normalisation.Group, 8);
        Assert.Equal(ScalarType.BFloat16, norm.forward(ones(2, 8, 3, 3).to(ScalarType.BFloat16)).dtype);
    }

    [Fact]
    public void DenseStage_ShowsEachLayerTheMapsOfAllBefore()
    {
        using var scope = NewDisposeScope();
        using var stage = new DenseStage(inputs: 3, outputs: 5, stride: 2, growth: 4, depth: 2);
        Assert.Equal(3 * 4 * 9 + 8 + (3 + 4) * 4 * 9 + 8 + (3 + 8) * 3 + 3 * 5 * 9 + 10, stage.parameters().Sum(p => p.numel()));
        Assert.Equal([2, 5, 4, 4], stage.forward(ones(2, 3, 7, 7)).shape);
    }
}
