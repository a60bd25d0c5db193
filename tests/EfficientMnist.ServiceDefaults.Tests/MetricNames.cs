using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace EfficientMnist.ServiceDefaults.Tests;

/// <summary>Keeps the names of the metrics that would be exported.</summary>
internal sealed class MetricNames : BaseExporter<Metric>
{
    private readonly HashSet<string> _names = [];

    public IReadOnlySet<string> Names => _names;

    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
            _names.Add(metric.Name);
        return ExportResult.Success;
    }
}
