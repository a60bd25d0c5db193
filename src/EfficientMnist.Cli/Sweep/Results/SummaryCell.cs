namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>The runs of one series and one budget, over their seeds.</summary>
/// <param name="Series">The line it belongs to.</param>
/// <param name="Labels">The budget.</param>
/// <param name="Bought">Labels bought on average.</param>
/// <param name="Accuracy">Test accuracy over the seeds.</param>
/// <param name="Rows">The runs.</param>
internal sealed record SummaryCell(Series Series, int Labels, double Bought, Spread Accuracy, IReadOnlyList<SweepRow> Rows);
