using EfficientMnist.Cli.Sweep.Results;

namespace EfficientMnist.Cli.Tests.Sweep;

public sealed class SpreadTests
{
    [Fact]
    public void Spread_OfNumbersKnownByHand_HasTheSampleDeviation()
    {
        // Squares of the distances from 5: 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, and 32 / 7 under the root.
        var spread = Spread.Of([2, 4, 4, 4, 5, 5, 7, 9]);

        Assert.Equal(8, spread.Count);
        Assert.Equal(5, spread.Mean);
        Assert.Equal(Math.Sqrt(32.0 / 7), spread.Deviation!.Value, 1e-12);
    }

    [Fact]
    public void Spread_OfOneNumber_HasNoDeviation()
    {
        Assert.Null(Spread.Of([0.884]).Deviation);
        Assert.Equal("88.4", Spread.Of([0.884]).Percent());
    }

    [Fact]
    public void Percent_OfShares_ReadsAsInAPaper()
    {
        // Mean 0.903, deviation exactly 0.002.
        Assert.Equal("90.3 ± 0.2", Spread.Of([0.901, 0.903, 0.905]).Percent());
        Assert.Equal("−0.3 ± 0.2", Spread.Of([-0.001, -0.003, -0.005]).Percent("+0.0;−0.0;0.0"));
    }

    [Fact]
    public void Spread_OfNothing_Throws() => Assert.Throws<ArgumentException>(() => Spread.Of([]));
}
