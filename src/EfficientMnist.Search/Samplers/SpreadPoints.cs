using EfficientMnist.Learning.Randomness;
using EfficientMnist.Search.Space;

namespace EfficientMnist.Search.Samplers;

/// <summary>
/// Points that cover a space more evenly than drawn ones: each is the one before plus a fixed step, modulo 1 (an additive
/// recurrence; the steps are powers of the root of x^(d+1) = x + 1, which keep the points apart in every dimension).
/// </summary>
internal sealed class SpreadPoints(SearchSpace space, long seed)
{
    public double[] this[int number]
    {
        get
        {
            var random = SeededRandom.Create(seed, "spread");
            var root = Root(space.Axes.Count);
            var point = new double[space.Axes.Count];
            for (var i = 0; i < point.Length; i++)
            {
                var place = (random.NextDouble() + number * Math.Pow(root, -(i + 1))) % 1;
                point[i] = space.Axes[i].Choices is > 0 and var choices ? Math.Floor(place * choices) : place;
            }
            return point;
        }
    }

    private static double Root(int dimensions)
    {
        var root = 2.0;
        for (var i = 0; i < 60; i++)
            root = Math.Pow(1 + root, 1.0 / (dimensions + 1));
        return root;
    }
}
