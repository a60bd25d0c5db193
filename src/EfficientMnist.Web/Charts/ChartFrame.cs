using System.Globalization;

namespace EfficientMnist.Web.Charts;

/// <summary>Places values on a drawing of this size.</summary>
internal sealed class ChartFrame
{
    public const int MarginLeft = 44;
    public const int MarginRight = 14;
    public const int MarginTop = 8;
    public const int MarginBottom = 44;

    private const double MinimalSpan = 0.02;
    private const double LogFrom = 8;

    public ChartFrame(int width, int height, IReadOnlyList<ChartSeries> series, bool share)
    {
        (Width, Height) = (width, height);
        var points = series.SelectMany(line => line.Points).ToList();
        (Left, Right) = (points.Min(point => point.X), points.Max(point => point.X));
        IsLog = Left > 0 && Right / Left >= LogFrom;
        if (Left == Right)
            (Left, Right) = (Left - 1, Right + 1);
        var (low, high) = (points.Min(point => point.Low ?? point.Y), points.Max(point => point.High ?? point.Y));
        Step = NiceStep(Math.Max(high - low, share ? MinimalSpan : 1e-9) / (height > 260 ? 5 : 4));
        (Low, High) = (Math.Floor(low / Step) * Step, Math.Ceiling(high / Step) * Step);
        if (share)
            (Low, High) = (Math.Max(0, Low), Math.Min(1, High));
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The middle of the horizontal axis.</summary>
    public string Middle => Number((Width + MarginLeft - MarginRight) / 2.0);

    public double Step { get; }

    /// <summary>The least value of the horizontal axis.</summary>
    public double Left { get; }

    /// <summary>The largest value of the horizontal axis.</summary>
    public double Right { get; }

    /// <summary>The least value of the vertical axis.</summary>
    public double Low { get; }

    /// <summary>The largest value of the vertical axis.</summary>
    public double High { get; }

    public bool IsLog { get; }

    public IEnumerable<double> YTicks
    {
        get
        {
            for (var i = 0; i <= (int)Math.Round((High - Low) / Step); i++)
                yield return Low + (i * Step);
        }
    }

    public IEnumerable<double> XTicks => IsLog ? LogTicks : LinearTicks;

    public string X(double value) => Number(XAt(value));

    public string Y(double value) => Number(Height - MarginBottom - ((Height - MarginTop - MarginBottom) * (value - Low) / Math.Max(High - Low, 1e-12)));

    public string Line(ChartSeries series) => string.Join(' ', series.Points.Select(point => $"{X(point.X)},{Y(point.Y)}"));

    /// <summary>The band around a line; null for a line without one.</summary>
    public string? Band(ChartSeries series)
    {
        var banded = series.Points.Where(point => point is { Low: not null, High: not null }).ToList();
        return banded.Count < 2 ? null : string.Join(' ', banded.Select(point => $"{X(point.X)},{Y(point.High!.Value)}").Concat(banded.AsEnumerable().Reverse().Select(point => $"{X(point.X)},{Y(point.Low!.Value)}")));
    }

    private IEnumerable<double> LogTicks
    {
        get
        {
            var dense = (Width - MarginLeft - MarginRight) / Math.Log10(Right / Left) > 150;
            for (var decade = Math.Pow(10, Math.Floor(Math.Log10(Left))); decade <= Right; decade *= 10)
            {
                foreach (var factor in dense ? new[] { 1, 2, 5 } : [1])
                {
                    if (decade * factor >= Left * 0.999 && decade * factor <= Right * 1.001)
                        yield return decade * factor;
                }
            }
        }
    }

    private IEnumerable<double> LinearTicks
    {
        get
        {
            // Labels, epochs and steps are counted.
            var step = Math.Max(1, NiceStep((Right - Left) / (Width > 480 ? 8 : 4)));
            for (var tick = Math.Ceiling(Left / step) * step; tick <= Right + (step / 1000); tick += step)
                yield return tick;
        }
    }

    private double XAt(double value)
    {
        var part = IsLog ? Math.Log(value / Left) / Math.Log(Right / Left) : (value - Left) / (Right - Left);
        return MarginLeft + ((Width - MarginLeft - MarginRight) * part);
    }

    private static double NiceStep(double rough)
    {
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return magnitude * ((rough / magnitude) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
