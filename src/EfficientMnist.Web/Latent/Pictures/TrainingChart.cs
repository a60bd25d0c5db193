using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Charts;
using Google.Protobuf.Collections;

namespace EfficientMnist.Web.Latent.Pictures;

/// <summary>One thing that a training measured, on the images trained on and on those held back.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Lines">One or two.</param>
public sealed record TrainingChart(string Title, IReadOnlyList<ChartSeries> Lines)
{
    /// <summary>The loss first, then what else there is by name, the learning rate last; none without an epoch.</summary>
    public static IReadOnlyList<TrainingChart> Of(IReadOnlyList<TrainingEpoch> epochs)
    {
        var metrics = epochs.SelectMany(e => e.Metrics.Keys.Concat(e.ValidationMetrics.Keys)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        IEnumerable<TrainingChart> charts =
        [
            Chart("Loss", epochs, e => e.Loss, e => e.ValidationLoss),
            .. metrics.Select(name => Chart(name, epochs, e => ValueOr(e.Metrics, name), e => ValueOr(e.ValidationMetrics, name))),
            new TrainingChart("Learning rate", epochs.Count == 0 ? [] : [new ChartSeries("learning rate", Points(epochs, e => e.LearningRate)) { Color = 2 }]),
        ];
        return [.. charts.Where(chart => chart.Lines.Count > 0)];
    }

    private static TrainingChart Chart(string title, IReadOnlyList<TrainingEpoch> epochs, Func<TrainingEpoch, double> trained, Func<TrainingEpoch, double> heldBack)
    {
        ChartSeries[] lines =
        [
            new("images trained on", Points(epochs, trained)) { Color = 0 },
            new("images held back", Points(epochs, heldBack)) { Color = 1 },
        ];
        return new TrainingChart(title, [.. lines.Where(line => line.Points.Count > 0)]);
    }

    private static ChartPoint[] Points(IReadOnlyList<TrainingEpoch> epochs, Func<TrainingEpoch, double> value) =>
        [.. epochs.Where(e => double.IsFinite(value(e))).Select(e => new ChartPoint(e.Epoch, value(e)))];

    private static double ValueOr(MapField<string, double> values, string name) => values.TryGetValue(name, out var value) ? value : double.NaN;
}
