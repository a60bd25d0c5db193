using EfficientMnist.Cli.Sweep.Plot;

namespace EfficientMnist.Cli.Drawing;

/// <summary>A small coordinate system in a picture, with linear axes that end at round numbers.</summary>
internal sealed class Panel
{
    private const double TextSize = 11.5;
    private const int MostTicks = 6;

    private readonly Box _box;
    private readonly IReadOnlyList<double> _ticks;
    private readonly double _left;
    private readonly double _right;

    public Panel(Box box, double left, double right, IEnumerable<double> values)
    {
        _box = box;
        (_left, _right) = left == right ? (left - 0.5, right + 0.5) : (left, right);
        double[] shown = [.. values.Where(double.IsFinite)];
        _ticks = shown.Length == 0 ? [0, 1] : Ticks.Round(shown.Min(), shown.Max(), MostTicks);
    }

    public double X(double value) => _box.X + _box.Width * (value - _left) / (_right - _left);

    /// <summary>A value outside of the axis is drawn at its end.</summary>
    public double Y(double value) => _box.Y + _box.Height * (1 - Math.Clamp((value - _ticks[0]) / (_ticks[^1] - _ticks[0]), 0, 1));

    /// <summary>Grid, the numbers beside it, and names at places below it.</summary>
    public void Draw(SvgCanvas canvas, string title, IEnumerable<(double At, string Name)> below)
    {
        canvas.Text(title, _box.X, _box.Y - 9, 12.5, Palette.Ink, bold: true);
        foreach (var tick in _ticks)
        {
            canvas.Line(_box.X, Y(tick), _box.X + _box.Width, Y(tick), Palette.Grid);
            canvas.Text(Ticks.Text(tick, _ticks[1] - _ticks[0]), _box.X - 8, Y(tick) + 4, TextSize, Palette.Quiet, "end");
        }
        canvas.Line(_box.X, _box.Y + _box.Height, _box.X + _box.Width, _box.Y + _box.Height, Palette.Axis, 1.2);
        foreach (var (at, name) in below)
            canvas.Text(name, X(at), _box.Y + _box.Height + 17, TextSize, Palette.Quiet, "middle");
    }

    /// <summary>Whole numbers along the axis, few enough to be read.</summary>
    public IEnumerable<(double At, string Name)> WholeNumbers() =>
        Ticks.Round(_left, _right, 8).Where(t => t >= _left && t <= _right && t == Math.Floor(t)).Select(t => (t, Ticks.Text(t, 1)));
}
