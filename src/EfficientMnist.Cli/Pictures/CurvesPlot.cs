using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Drawing;
using EfficientMnist.Cli.Sweep.Plot;
using EfficientMnist.Contracts.V1;
using Google.Protobuf.Collections;

namespace EfficientMnist.Cli.Pictures;

/// <summary>What a training measured, epoch by epoch: the loss above, what else there is in panels below.</summary>
internal static class CurvesPlot
{
    private const double Width = 800;
    private const double Left = 66;
    private const double Top = 96;
    private const double LossHeight = 250;
    private const double PanelHeight = 140;
    private const double PanelGap = 70;
    private const int PanelsAcross = 2;
    private const string LearningRate = "learning rate";

    /// <exception cref="UsageException">No epoch has ended.</exception>
    public static (string Svg, string Title) Draw(GetTrainingResponse training)
    {
        if (training.Epochs.Count == 0)
            throw new UsageException($"Training {training.Training.TrainingId} has no history: none of its epochs has ended.");
        string[] metrics = [.. training.Epochs.SelectMany(e => e.Metrics.Keys.Concat(e.ValidationMetrics.Keys)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), LearningRate];
        var rows = (metrics.Length + PanelsAcross - 1) / PanelsAcross;
        var height = Top + LossHeight + 50 + rows * (PanelHeight + PanelGap);
        var title = $"{training.Training.Kind} on {training.Training.Dataset}: {training.Epochs.Count} {(training.Epochs.Count == 1 ? "epoch" : "epochs")}";
        var canvas = new SvgCanvas(Width, height, title, Description(training));
        canvas.Rectangle(new Box(0, 0, Width, height), Palette.Background, corner: 6);
        canvas.Text(title, Left, 34, 19, Palette.Ink, bold: true);
        Legend(canvas, training.Epochs.Any(e => !double.IsNaN(e.ValidationLoss)));

        DrawPanel(canvas, training, new Box(Left, Top, Width - Left - 24, LossHeight), "loss", e => e.Loss, e => e.ValidationLoss);
        for (var i = 0; i < metrics.Length; i++)
        {
            var name = metrics[i];
            var width = (Width - Left - 24) / PanelsAcross;
            var box = new Box(Left + i % PanelsAcross * (width + 33), Top + LossHeight + PanelGap + i / PanelsAcross * (PanelHeight + PanelGap), width - 33, PanelHeight);
            if (name == LearningRate)
                DrawPanel(canvas, training, box, name, e => e.LearningRate, _ => double.NaN);
            else
                DrawPanel(canvas, training, box, name, e => ValueOr(e.Metrics, name), e => ValueOr(e.ValidationMetrics, name));
        }
        return (canvas.ToString(), title);
    }

    private static void DrawPanel(SvgCanvas canvas, GetTrainingResponse training, Box box, string title, Func<TrainingEpoch, double> trained, Func<TrainingEpoch, double> heldBack)
    {
        var epochs = training.Epochs;
        var panel = new Panel(box, epochs[0].Epoch, epochs[^1].Epoch, epochs.SelectMany(e => new[] { trained(e), heldBack(e) }));
        panel.Draw(canvas, title, panel.WholeNumbers());
        foreach (var (value, colour) in new[] { (trained, Palette.Line(0)), (heldBack, Palette.Line(1)) })
        {
            (double X, double Y)[] points = [.. epochs.Where(e => double.IsFinite(value(e))).Select(e => (panel.X(e.Epoch), panel.Y(value(e))))];
            canvas.Polyline(points, colour, 2);
            if (points is [var only])
                canvas.Circle(only.X, only.Y, 3.5, colour, Palette.Background, 1);
        }
    }

    private static void Legend(SvgCanvas canvas, bool hasHeldBack)
    {
        canvas.Line(Left, 54, Left + 26, 54, Palette.Line(0), 2.4);
        canvas.Text("images trained on", Left + 33, 58, 12, Palette.Ink);
        if (!hasHeldBack)
            return;
        canvas.Line(Left + 170, 54, Left + 196, 54, Palette.Line(1), 2.4);
        canvas.Text("images held back", Left + 203, 58, 12, Palette.Ink);
    }

    private static string Description(GetTrainingResponse training)
    {
        var last = training.Epochs[^1];
        return string.Create(CultureInfo.InvariantCulture, $"Loss {training.Epochs[0].Loss:G4} after the first epoch, {last.Loss:G4} after the last, by epoch; {last.Seconds:N0} s.");
    }

    private static double ValueOr(MapField<string, double> values, string name) => values.TryGetValue(name, out var value) ? value : double.NaN;
}
