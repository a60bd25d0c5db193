using System.Diagnostics;
using EfficientMnist.LabelOracle.Purchases;

namespace EfficientMnist.LabelOracle.Telemetry;

/// <summary>
/// The spans <c>label.query</c> of one purchase. Each is a trace of its own, so that one label can be looked up without
/// the thousands of others of its run, and is linked to the span of the round that asked. None tells the label.
/// </summary>
internal sealed class LabelQuerySpans(Purchase purchase, DateTimeOffset asked) : IDisposable
{
    public const string SourceName = "EfficientMnist.LabelOracle";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly ActivityLink[] _round = Caller() is { } caller ? [new ActivityLink(caller)] : [];
    private readonly List<Activity> _open = [];
    private bool _completed;

    /// <summary>Returns the trace id; empty where nobody listens.</summary>
    public string Start(SampleQuery query, bool charged, int remaining)
    {
        var current = Activity.Current;
        Activity.Current = null; // else the span would become a child of the call
        using var restored = new Restore(current);
        var span = Source.StartActivity("label.query", ActivityKind.Internal, parentContext: default, links: _round, startTime: asked);
        if (span is null)
            return "";
        _open.Add(span);
        span.SetTag("eml.run.id", purchase.Run.Value);
        span.SetTag("eml.sample.id", query.Sample.Value);
        span.SetTag("eml.strategy.name", purchase.Strategy);
        span.SetTag("eml.strategy.score", query.Score);
        span.SetTag("eml.strategy.rank", query.Rank);
        span.SetTag("eml.query.purpose", PurposeName.Of(purchase.Purpose));
        span.SetTag("eml.query.charged", charged);
        span.SetTag("eml.budget.remaining", remaining);
        return span.TraceId.ToHexString();
    }

    /// <summary>The purchase is committed: the spans are true.</summary>
    public void Complete() => _completed = true;

    public void Dispose()
    {
        using var restored = new Restore(Activity.Current); // stopping a span makes its parent current: none
        foreach (var span in _open)
        {
            if (!_completed)
            {
                span.SetTag("eml.query.charged", false);
                span.SetStatus(ActivityStatusCode.Error, "Nothing was bought: the transaction failed.");
            }

            span.Dispose();
        }
    }

    // The server span of this call has the caller's span as its parent; without a caller that traces, the call itself is linked.
    private static ActivityContext? Caller() => Activity.Current switch
    {
        null => null,
        { HasRemoteParent: true } call => new ActivityContext(call.TraceId, call.ParentSpanId, call.ActivityTraceFlags, call.TraceStateString, isRemote: true),
        var call => call.Context,
    };

    private readonly struct Restore(Activity? current) : IDisposable
    {
        public void Dispose() => Activity.Current = current;
    }
}
