namespace EfficientMnist.Datasets.Glyphs;

/// <summary>Sine and cosine in whole numbers: a turn is 1024, the result 16384 times too large. Good to 0.2 %, equal everywhere.</summary>
internal static class Angle
{
    public const int Turn = 1024;
    public const int One = 16384;

    /// <summary>Bhaskara I's approximation: sin(πx) ≈ 16x(1 − x) / (5 − 4x(1 − x)).</summary>
    public static int Sin(int angle)
    {
        var within = ((angle % Turn) + Turn) % Turn;
        var half = within % (Turn / 2);
        var product = half * ((Turn / 2) - half);
        var sine = (int)(4L * One * product / (327_680 - product));
        return within < Turn / 2 ? sine : -sine;
    }

    public static int Cos(int angle) => Sin(angle + (Turn / 4));
}
