using System.Diagnostics;
using System.Diagnostics.Metrics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.EncoderTrainer.Records;
using StepProgress = EfficientMnist.Learning.Training.TrainingProgress;

namespace EfficientMnist.EncoderTrainer.Telemetry;

/// <summary>What the service does, in numbers and spans.</summary>
internal sealed class TrainingMetrics : IDisposable
{
    public const string Name = "EfficientMnist.EncoderTrainer";

    private readonly ActivitySource _spans = new(Name);
    private readonly Counter<long> _trainings;
    private readonly Histogram<double> _duration;
    private readonly Gauge<double> _loss;
    private readonly Gauge<double> _rate;
    private readonly Counter<long> _steps;
    private readonly Counter<long> _encoded;

    public TrainingMetrics(IMeterFactory meters, TrainingCatalogue catalogue)
    {
        var meter = meters.Create(Name);
        _trainings = meter.CreateCounter<long>("eml.train.trainings", "{training}", "Trainings that have ended, by how.");
        _duration = meter.CreateHistogram<double>("eml.train.duration", "s", "Time of a completed training.");
        _loss = meter.CreateGauge<double>("eml.train.loss", description: "Loss of the training that reported last.");
        _rate = meter.CreateGauge<double>("eml.train.rate", "{image}/s", "Images per second of the training that reported last.");
        _steps = meter.CreateCounter<long>("eml.train.steps", "{step}", "Optimizer steps done.");
        _encoded = meter.CreateCounter<long>("eml.encode.images", "{image}", "Images encoded, computed or from the cache.");
        meter.CreateObservableUpDownCounter("eml.train.queue", () => catalogue.Queued.Count(), "{training}", "Trainings that wait.");
    }

    // A root of its own: the call that asked for it ended long ago.
    public Activity? StartTraining(TrainingRecord record)
    {
        var span = _spans.StartActivity("encoder.train", ActivityKind.Internal, parentContext: default);
        span?.SetTag("eml.training.id", record.Id);
        span?.SetTag("eml.encoder.kind", record.Kind);
        span?.SetTag("eml.dataset.name", record.Dataset);
        span?.SetTag("eml.train.device", record.Device);
        span?.SetTag("eml.train.precision", record.Precision);
        return span;
    }

    /// <param name="record">The training.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="steps">Steps done since the last time.</param>
    public void Step(TrainingRecord record, StepProgress progress, int steps)
    {
        var kind = new KeyValuePair<string, object?>("eml.encoder.kind", record.Kind);
        _loss.Record(progress.Loss, kind);
        _rate.Record(progress.ImagesPerSecond, kind);
        _steps.Add(steps, kind);
    }

    public void EndTraining(Activity? span, TrainingRecord record)
    {
        var tags = new TagList { { "eml.encoder.kind", record.Kind }, { "eml.train.outcome", record.State.ToString() } };
        _trainings.Add(1, tags);
        if (record.State == TrainingState.Completed)
            _duration.Record(record.Seconds, tags);
        span?.SetTag("eml.train.outcome", record.State.ToString());
        span?.SetTag("eml.encoder.id", record.EncoderId);
        if (record.State == TrainingState.Failed)
            span?.SetStatus(ActivityStatusCode.Error, record.Error);
    }

    public Activity? StartEncoding(TrainingRecord encoder, string dataset)
    {
        var span = _spans.StartActivity("encoder.encode");
        span?.SetTag("eml.encoder.id", encoder.EncoderId);
        span?.SetTag("eml.dataset.name", dataset);
        return span;
    }

    public void Encoded(int images, bool fromCache) => _encoded.Add(images, new KeyValuePair<string, object?>("eml.encode.cached", fromCache));

    public void Dispose() => _spans.Dispose();
}
