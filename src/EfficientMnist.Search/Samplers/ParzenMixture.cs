using EfficientMnist.Search.Space;

namespace EfficientMnist.Search.Samplers;

/// <summary>
/// A density over a search space: one kernel around each of some points and one over the whole space, all of equal weight; a
/// kernel is a product over the axes, so that hyperparameters that belong together stay together (Falkner et al., 2018,
/// arXiv 1807.01774). Along an ordered axis it is a logistic distribution cut off at the ends, whose distribution function,
/// unlike the normal one's, has a closed form; without order it keeps its choice with a chance that grows with the points.
/// </summary>
internal sealed class ParzenMixture
{
    // Of the whole axis, for a single point (as in Optuna); and no less than this, or repeated points would be all there is.
    private const double Width = 0.2;
    private const int Sharpest = 100;

    private static readonly double ScaleOfDeviation = Math.Sqrt(3) / Math.PI;

    private readonly SearchSpace _space;
    private readonly double[][] _centres;
    private readonly double _scale;

    public ParzenMixture(SearchSpace space, double[][] centres)
    {
        (_space, _centres) = (space, centres);
        var deviation = Width * Math.Pow(Math.Max(1, centres.Length), -1.0 / (space.Axes.Count + 4));
        _scale = ScaleOfDeviation * Math.Max(deviation, 1.0 / Math.Min(Sharpest, centres.Length + 2));
    }

    // The last one is the kernel over everything.
    private int Kernels => _centres.Length + 1;

    // Of a choice that is not the kernel's own, against 1 for its own.
    private double Stray => 1.0 / Kernels;

    public double[] Draw(Random random)
    {
        var kernel = random.Next(Kernels);
        if (kernel == _centres.Length)
            return _space.Draw(random);
        return [.. _space.Axes.Select((axis, i) => axis.Choices > 0 ? DrawChoice(axis.Choices, (int)_centres[kernel][i], random) : DrawPlace(_centres[kernel][i], random))];
    }

    public double LogDensity(double[] point)
    {
        Span<double> logs = Kernels <= 256 ? stackalloc double[Kernels] : new double[Kernels];
        logs[^1] = -_space.Axes.Sum(axis => axis.Choices > 0 ? Math.Log(axis.Choices) : 0);
        var most = logs[^1];
        for (var kernel = 0; kernel < _centres.Length; kernel++)
            most = Math.Max(most, logs[kernel] = Log(_centres[kernel], point));
        var sum = 0.0;
        foreach (var log in logs)
            sum += Math.Exp(log - most);
        return most + Math.Log(sum / Kernels);
    }

    private double Log(double[] centre, double[] point)
    {
        var product = 1.0;
        for (var i = 0; i < point.Length; i++)
            product *= _space.Axes[i].Choices is > 0 and var choices ? Chance(choices, centre[i] == point[i]) : Density(centre[i], point[i]);
        return Math.Log(Math.Max(product, double.Epsilon));
    }

    private double Chance(int choices, bool own) => (own ? 1 : Stray) / (1 + Stray * (choices - 1));

    // The logistic density is p (1 − p) / scale.
    private double Density(double centre, double place)
    {
        var p = Below((place - centre) / _scale);
        return p * (1 - p) / _scale / (Below((1 - centre) / _scale) - Below(-centre / _scale));
    }

    private int DrawChoice(int choices, int centre, Random random)
    {
        if (random.NextDouble() * (1 + Stray * (choices - 1)) < 1)
            return centre;
        var other = random.Next(choices - 1);
        return other < centre ? other : other + 1;
    }

    private double DrawPlace(double centre, Random random)
    {
        var (lower, upper) = (Below(-centre / _scale), Below((1 - centre) / _scale));
        var p = lower + (upper - lower) * random.NextDouble();
        return Math.Clamp(centre + _scale * Math.Log(p / (1 - p)), 0, 1);
    }

    private static double Below(double x) => 1 / (1 + Math.Exp(-x));
}
