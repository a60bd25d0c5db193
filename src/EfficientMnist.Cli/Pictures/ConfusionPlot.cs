using System.Globalization;
using EfficientMnist.Cli.Sweep.Plot;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Pictures;

/// <summary>A run's confusion matrix on the test set: rows are what it is, columns what was predicted.</summary>
internal static class ConfusionPlot
{
    private const double Cell = 46;
    private const double Top = 152;
    private const double TextSize = 12;
    private const double SharesWidth = 62;

    public static (string Svg, string Title) Draw(Run run, IReadOnlyList<string> classNames)
    {
        var result = run.Result;
        var classes = result.Classes;
        string[] names = [.. Enumerable.Range(0, classes).Select(i => i < classNames.Count ? classNames[i] : i.ToString(CultureInfo.InvariantCulture))];
        var left = 24 + names.Max(name => SvgCanvas.WidthOf(name, TextSize)) + 10;
        var (width, height) = (Math.Max(left + classes * Cell + SharesWidth + 24, 520), Top + classes * Cell + 44);
        var title = string.Create(CultureInfo.InvariantCulture, $"{run.Options["dataset"]}, {run.BudgetSpent:N0} labels: accuracy {result.Accuracy:P2}, macro-F1 {result.MacroF1:F4}");
        var canvas = new SvgCanvas(width, height, title, Description(names, result));
        canvas.Rectangle(new Box(0, 0, width, height), Palette.Background, corner: 6);
        canvas.Text(title, 24, 34, 16, Palette.Ink, bold: true);
        canvas.Text("rows: what it is; columns: what was predicted; right: share found", 24, 56, 12.5, Palette.Quiet);
        for (var row = 0; row < classes; row++)
        {
            var y = Top + row * Cell;
            var total = Enumerable.Range(0, classes).Sum(column => Count(result, row, column));
            canvas.Text(names[row], left - 10, y + Cell / 2 + 4, TextSize, Palette.Ink, "end");
            canvas.Text(names[row], left + (row + 0.5) * Cell + 4, Top - 8, TextSize, Palette.Ink, turned: true);
            for (var column = 0; column < classes; column++)
                DrawCell(canvas, new Box(left + column * Cell, y, Cell - 2, Cell - 2), Count(result, row, column), total, isHit: row == column);
            canvas.Text(total == 0 ? "" : (100.0 * Count(result, row, row) / total).ToString("0.0", CultureInfo.InvariantCulture) + " %", left + classes * Cell + SharesWidth - 6, y + Cell / 2 + 4, TextSize, Palette.Quiet, "end");
        }
        return (canvas.ToString(), title);
    }

    // The root keeps rare mistakes visible beside frequent ones.
    private static void DrawCell(SvgCanvas canvas, Box box, int count, int total, bool isHit)
    {
        var part = total == 0 ? 0 : Math.Sqrt((double)count / total);
        canvas.Rectangle(box, Tint(isHit ? (18, 114, 76) : (179, 38, 30), 0.62 * part), corner: 3);
        if (count > 0)
            canvas.Text(count.ToString("N0", CultureInfo.InvariantCulture), box.X + box.Width / 2, box.Y + box.Height / 2 + 4, TextSize, Palette.Ink, "middle");
    }

    private static string Tint((int R, int G, int B) colour, double part)
    {
        int Mix(int value) => (int)Math.Round(244 + (value - 244) * part);
        return $"#{Mix(colour.R):x2}{Mix(colour.G):x2}{Mix(colour.B):x2}";
    }

    private static int Count(RunResult result, int truth, int predicted) => result.Confusion[truth * result.Classes + predicted];

    private static string Description(string[] names, RunResult result) => "Most frequent mistakes: " + string.Join("; ", result.Confusion
        .Select((count, i) => (Truth: i / result.Classes, Predicted: i % result.Classes, Count: count))
        .Where(cell => cell.Truth != cell.Predicted && cell.Count > 0)
        .OrderByDescending(cell => cell.Count)
        .Take(3)
        .Select(cell => $"{names[cell.Truth]} taken for {names[cell.Predicted]} {cell.Count} times"));
}
