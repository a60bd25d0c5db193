using System.Globalization;
using EfficientMnist.Search.Space;

namespace EfficientMnist.Search.Tests;

/// <summary>Functions whose least value is known, over spaces like those of real searches.</summary>
internal static class TestFunctions
{
    /// <summary>Branin and Hoo: three equal minima of 0.3979 on a plane.</summary>
    public static (SearchSpace Space, Func<IReadOnlyDictionary<string, string>, double> Loss) Branin { get; } = (
        new SearchSpace([new RealAxis("x", -5, 10), new RealAxis("y", 0, 15)]),
        values =>
        {
            var (x, y) = (Number(values, "x"), Number(values, "y"));
            var bend = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
            return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * Math.Cos(x) + 10;
        }
    );

    /// <summary>Like a training: 0 at a learning rate of 0.003, a width of 48 and the kind c, far worse with the other kinds.</summary>
    public static (SearchSpace Space, Func<IReadOnlyDictionary<string, string>, double> Loss) Training { get; } = (
        new SearchSpace([new RealAxis("rate", 1e-5, 1, logarithmic: true), new WholeAxis("width", 4, 256, logarithmic: true), new ChoiceAxis("kind", ["a", "b", "c", "d"]), new RealAxis("idle", 0, 1)]),
        values =>
        {
            var rate = Math.Log10(Number(values, "rate") / 0.003);
            var width = Math.Log2(Number(values, "width") / 48);
            return rate * rate + 0.3 * width * width + (values["kind"] == "c" ? 0 : 1);
        }
    );

    private static double Number(IReadOnlyDictionary<string, string> values, string name) => double.Parse(values[name], CultureInfo.InvariantCulture);
}
