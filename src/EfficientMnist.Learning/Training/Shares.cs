using System.Globalization;

namespace EfficientMnist.Learning.Training;

/// <summary>Shares of a training, between 0 and 1, ascending, such as <c>0.5,0.75</c>.</summary>
public sealed record Shares
{
    /// <exception cref="ArgumentException">They do not ascend between 0 and 1.</exception>
    public Shares(params IReadOnlyList<double> values) => Values = Ascend(values)
        ? values
        : throw new ArgumentException($"Shares ascend between 0 and 1; {string.Join(", ", values)} do not.", nameof(values));

    public IReadOnlyList<double> Values { get; }

    /// <summary>Reads what <see cref="ToString"/> writes, also in brackets.</summary>
    public static bool TryParse(string text, out Shares shares)
    {
        ArgumentNullException.ThrowIfNull(text);
        double[] values = [.. text.Trim('[', ']').Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN)];
        shares = Ascend(values) ? new Shares(values) : new Shares();
        return shares.Values.Count > 0;
    }

    // Record equality would compare the lists by reference.
    public bool Equals(Shares? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join(',', Values.Select(share => share.ToString("R", CultureInfo.InvariantCulture)));

    private static bool Ascend(IReadOnlyList<double> values) =>
        values.All(value => value is > 0 and < 1) && values.Zip(values.Skip(1)).All(pair => pair.First < pair.Second);
}
