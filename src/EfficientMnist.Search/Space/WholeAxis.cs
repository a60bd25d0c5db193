using System.Globalization;

namespace EfficientMnist.Search.Space;

/// <summary>Whole numbers in a range. Each owns the stretch of the axis that is nearest to it, so that the ends come up as often as the others.</summary>
public sealed record WholeAxis : Axis
{
    private const double Half = 0.5;

    /// <param name="name">Of the hyperparameter.</param>
    /// <param name="low">Least value; above 0 on a logarithmic axis.</param>
    /// <param name="high">Greatest value, above the least.</param>
    /// <param name="logarithmic">Equal steps are equal ratios.</param>
    /// <exception cref="ArgumentException">The range is none.</exception>
    public WholeAxis(string name, int low, int high, bool logarithmic = false)
        : base(name)
    {
        if (low >= high)
            throw new ArgumentException($"{name}: {low}..{high} is no range; the first number is the smaller one.");
        if (logarithmic && low < 1)
            throw new ArgumentException($"{name}: a logarithmic range begins above 0, not at {low}.");
        (Low, High, Logarithmic) = (low, high, logarithmic);
    }

    public int Low { get; }

    public int High { get; }

    public bool Logarithmic { get; }

    public override long? Count => (long)High - Low + 1;

    public override double Place(long number) => Position(Low + number);

    public override string Spelling => $"{(Logarithmic ? "log:" : "")}{Low}..{High}";

    public override string Text(double position)
    {
        var (first, last) = (Low - Half, High + Half);
        var value = Logarithmic ? first * Math.Pow(last / first, position) : first + (last - first) * position;
        return ((int)Math.Clamp(Math.Round(value), Low, High)).ToString(CultureInfo.InvariantCulture);
    }

    public override double Position(string text) => Position(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

    private double Position(double value)
    {
        var (first, last) = (Low - Half, High + Half);
        value = Math.Clamp(value, Low, High);
        return Logarithmic ? Math.Log(value / first) / Math.Log(last / first) : (value - first) / (last - first);
    }
}
