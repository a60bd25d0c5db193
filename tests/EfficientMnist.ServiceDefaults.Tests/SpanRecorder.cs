using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace EfficientMnist.ServiceDefaults.Tests;

/// <summary>Keeps the spans that would be exported.</summary>
internal sealed class SpanRecorder : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = [];

    public IReadOnlyList<Activity> Spans => [.. _spans];

    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
            _spans.Enqueue(data);
    }
}
