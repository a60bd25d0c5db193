using System.Globalization;

namespace EfficientMnist.Search.Space;

/// <summary>Numbers as people type them: 0.0001 rather than 1E-04.</summary>
internal static class Decimals
{
    public static double Rounded(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public static string Text(double value) => Math.Abs(value) is 0 or (>= 1e-9 and < 1e15)
        ? value.ToString("0.#################", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);
}
