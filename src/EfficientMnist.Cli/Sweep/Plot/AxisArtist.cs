using System.Globalization;

namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>Grid, ticks and titles of the axes.</summary>
internal static class AxisArtist
{
    public static void Draw(SvgCanvas canvas, PlotArea area)
    {
        var decimals = area.PercentTicks[1] - area.PercentTicks[0] < 1 ? "0.0" : "0";
        foreach (var tick in area.PercentTicks)
        {
            var y = area.Y(tick);
            canvas.Line(area.Left, y, area.Right, y, Palette.Grid);
            canvas.Text(tick.ToString(decimals, CultureInfo.InvariantCulture), area.Left - 10, y + 4.5, 13, Palette.Quiet, "end");
        }
        foreach (var tick in Ticks.OneTwoFive(area.LeastLabels, area.MostLabels))
        {
            var x = area.X(tick);
            canvas.Line(x, area.Top, x, area.Bottom, Palette.Grid, dashes: "2 4");
            canvas.Line(x, area.Bottom, x, area.Bottom + 5, Palette.Axis);
            canvas.Text(tick.ToString("N0", CultureInfo.InvariantCulture), x, area.Bottom + 21, 13, Palette.Quiet, "middle");
        }
        canvas.Line(area.Left, area.Bottom, area.Right, area.Bottom, Palette.Axis, 1.2);
        canvas.Text("labels bought (logarithmic)", (area.Left + area.Right) / 2, area.Bottom + 44, 13, Palette.Ink, "middle");
        canvas.Text("test accuracy, %", 22, (area.Top + area.Bottom) / 2, 13, Palette.Ink, "middle", turned: true);
    }
}
