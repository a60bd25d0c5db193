namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>A rectangle of the picture.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public static Box Around(double x, double y, double half) => new(x - half, y - half, 2 * half, 2 * half);

    /// <summary>Area that two have in common.</summary>
    public double Overlap(Box other) =>
        Math.Max(0, Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X))
        * Math.Max(0, Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y));

    public bool IsInside(Box frame) => X >= frame.X && Y >= frame.Y && X + Width <= frame.X + frame.Width && Y + Height <= frame.Y + frame.Height;
}
