using System.Globalization;
using EfficientMnist.Cli.Drawing;
using EfficientMnist.Cli.Sweep.Plot;
using EfficientMnist.Search.Space;
using EfficientMnist.Search.Studies;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Cli.Search.Results;

/// <summary>Trials in the order in which they were made, with the best so far, and below the same values by each option.</summary>
internal static class TrialsPlot
{
    private const double Width = 800;
    private const double Left = 66;
    private const double Top = 92;
    private const double HistoryHeight = 230;
    private const double PanelHeight = 130;
    private const double PanelGap = 74;
    private const int PanelsAcross = 3;
    private const int MostNamed = 6;

    public static string Draw(StudyPlan plan, IReadOnlyList<Trial> trials)
    {
        var shown = trials.Select(t => (Trial: t, Value: t.Value ?? (t.Reports is [.., var last] ? last.Value : double.NaN))).Where(t => double.IsFinite(t.Value)).ToList();
        var panelRows = (plan.Space.Axes.Count + PanelsAcross - 1) / PanelsAcross;
        var height = Top + HistoryHeight + 44 + panelRows * (PanelHeight + PanelGap);
        var title = $"{plan.Context[SearchLine.ObjectiveKey]} by trial";
        var canvas = new SvgCanvas(Width, height, title, Description(plan, trials));
        canvas.Rectangle(new Box(0, 0, Width, height), Palette.Background, corner: 6);
        canvas.Text(title, Left, 34, 19, Palette.Ink, bold: true);
        canvas.Text("filled: came to its end, hollow: ended early, line: best so far", Left, 56, 13, Palette.Quiet);

        DrawHistory(canvas, plan, trials, shown);
        var importance = Importance.Of(plan.Space, trials, plan.Goal);
        for (var i = 0; i < plan.Space.Axes.Count; i++)
        {
            var width = (Width - Left - 24) / PanelsAcross;
            var box = new Box(Left + i % PanelsAcross * width, Top + HistoryHeight + PanelGap + i / PanelsAcross * (PanelHeight + PanelGap), width - 66, PanelHeight);
            DrawAxis(canvas, plan.Space.Axes[i], box, shown, importance);
        }
        return canvas.ToString();
    }

    private static void DrawHistory(SvgCanvas canvas, StudyPlan plan, IReadOnlyList<Trial> trials, List<(Trial Trial, double Value)> shown)
    {
        var panel = new Panel(new Box(Left, Top, Width - Left - 24, HistoryHeight), 0, Math.Max(2, trials.Count + 1), shown.Select(t => t.Value));
        panel.Draw(canvas, "", panel.WholeNumbers());
        var line = new List<(double X, double Y)>();
        double? best = null;
        foreach (var (trial, value) in shown.Where(t => t.Trial.State == TrialState.Completed))
        {
            if (best is { } before)
                line.Add((panel.X(trial.Number + 1), panel.Y(before)));
            best = best is not { } known ? value : plan.Goal == Goal.Maximise ? Math.Max(known, value) : Math.Min(known, value);
            line.Add((panel.X(trial.Number + 1), panel.Y(best.Value)));
        }
        canvas.Polyline(line, Palette.Line(1), 2);
        foreach (var (trial, value) in shown)
            Dot(canvas, trial, panel.X(trial.Number + 1), panel.Y(value), 4);
    }

    private static void DrawAxis(SvgCanvas canvas, Axis axis, Box box, List<(Trial Trial, double Value)> shown, IReadOnlyDictionary<string, double> importance)
    {
        var panel = axis.Choices > 0 ? new Panel(box, -0.5, axis.Choices - 0.5, shown.Select(t => t.Value)) : new Panel(box, 0, 1, shown.Select(t => t.Value));
        var explains = importance.TryGetValue(axis.Name, out var share) ? $" · {share.ToString("P0", CultureInfo.InvariantCulture)}" : "";
        panel.Draw(canvas, axis.Name + explains, Names(axis));
        foreach (var (trial, value) in shown)
            Dot(canvas, trial, panel.X(axis.Position(trial.Values[axis.Name])), panel.Y(value), 3.2);
    }

    private static IEnumerable<(double At, string Name)> Names(Axis axis) => axis.Choices switch
    {
        0 => [(0, axis.Text(0)), (0.5, axis.Text(0.5)), (1, axis.Text(1))],
        <= MostNamed => Enumerable.Range(0, axis.Choices).Select(i => ((double)i, axis.Text(i))),
        _ => [(0, axis.Text(0)), (axis.Choices - 1, axis.Text(axis.Choices - 1))],
    };

    private static void Dot(SvgCanvas canvas, Trial trial, double x, double y, double radius)
    {
        var ended = trial.State == TrialState.Completed;
        canvas.Circle(x, y, radius, ended ? Palette.Line(0) : Palette.Background, ended ? Palette.Background : Palette.Line(0), ended ? 1 : 1.4);
    }

    private static string Description(StudyPlan plan, IReadOnlyList<Trial> trials) => Ranking.Best(trials, plan.Goal) is { } best
        ? string.Create(CultureInfo.InvariantCulture, $"{trials.Count} trials; the best, trial {best.Number + 1}, has {best.Value:F4}.")
        : $"{trials.Count} trials, none of which came to its end.";
}
