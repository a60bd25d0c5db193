using System.Globalization;

namespace EfficientMnist.Search.Space;

/// <summary>Real numbers in a range, written with four digits so that a trial can be typed again.</summary>
public sealed record RealAxis : Axis
{
    /// <param name="name">Of the hyperparameter.</param>
    /// <param name="low">Least value; above 0 on a logarithmic axis.</param>
    /// <param name="high">Greatest value, above the least.</param>
    /// <param name="logarithmic">Equal steps are equal ratios.</param>
    /// <exception cref="ArgumentException">The range is none.</exception>
    public RealAxis(string name, double low, double high, bool logarithmic = false)
        : base(name)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low >= high)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name}: {low}..{high} is no range; the first number is the smaller one."));
        if (logarithmic && low <= 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name}: a logarithmic range begins above 0, not at {low}."));
        (Low, High, Logarithmic) = (low, high, logarithmic);
    }

    public double Low { get; }

    public double High { get; }

    public bool Logarithmic { get; }

    public override long? Count => null;

    public override double Place(long number) => throw new InvalidOperationException($"{Name} has real numbers, which cannot be counted.");

    public override string Spelling => $"{(Logarithmic ? "log:" : "")}{Decimals.Text(Low)}..{Decimals.Text(High)}";

    public override string Text(double position)
    {
        var value = Logarithmic ? Low * Math.Pow(High / Low, position) : Low + (High - Low) * position;
        // Rounding to four digits may lead out of the range.
        return Decimals.Text(Math.Clamp(Decimals.Rounded(Math.Clamp(value, Low, High)), Low, High));
    }

    public override double Position(string text)
    {
        var value = Math.Clamp(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), Low, High);
        return Logarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);
    }
}
