using System.Diagnostics;
using System.Diagnostics.Metrics;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;

namespace EfficientMnist.Classifier.Steps;

/// <summary>Spans and metrics of the runs.</summary>
internal sealed class RunTelemetry : IDisposable
{
    private const string Name = "EfficientMnist.Classifier";

    private readonly ActivitySource _spans = new(Name);
    private readonly Meter _meter;
    private readonly Gauge<double> _accuracy;
    private readonly Histogram<double> _duration;

    public RunTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _accuracy = _meter.CreateGauge<double>("eml.classifier.accuracy", "1", "Share of test images predicted right, by number of labels.");
        _duration = _meter.CreateHistogram<double>("eml.run.duration", "s", "Working time of a run.");
    }

    /// <summary>
    /// One trace per round. Purchases are made inside it: the oracle links the trace of each label to this span.
    /// </summary>
    public Activity? StartRound(RunWork run)
    {
        // A new trace: one giant trace per run cannot be searched.
        Activity.Current = null;
        var span = _spans.StartActivity("run.round");
        span?.SetTag("eml.run.id", run.Id.Value);
        span?.SetTag("eml.run.round", run.History.Learner.Rounds);
        span?.SetTag("eml.strategy.name", run.Options.Strategy);
        span?.SetTag("eml.run.labels", run.History.Bought);
        return span;
    }

    public Activity? StartDistillation(RunWork run, int generation)
    {
        Activity.Current = null;
        var span = _spans.StartActivity("run.distillation");
        span?.SetTag("eml.run.id", run.Id.Value);
        span?.SetTag("eml.student.generation", generation);
        return span;
    }

    public Activity? StartFineTuning(RunWork run)
    {
        Activity.Current = null;
        var span = _spans.StartActivity("run.fine_tuning");
        span?.SetTag("eml.run.id", run.Id.Value);
        span?.SetTag("eml.run.labels", run.History.Learner.Labels.Count);
        return span;
    }

    public void Graded(RunOptions options, int labels, double accuracy) =>
        _accuracy.Record(accuracy, new("eml.dataset", options.Dataset), new("eml.strategy.name", options.Strategy), new("eml.run.labels", labels));

    public void Ended(RunOptions options, RunHistory history) =>
        _duration.Record(history.Seconds, new("eml.dataset", options.Dataset), new("eml.run.state", history.State.ToString()));

    public void Dispose()
    {
        _spans.Dispose();
        _meter.Dispose();
    }
}
