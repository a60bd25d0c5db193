using System.Diagnostics;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Names;

namespace EfficientMnist.LabelOracle.Telemetry;

/// <summary>
/// The spans <c>label.query</c> of the rows of one transaction. Each is a trace of its own, so that one label can be looked
/// up without the thousands of others of its run, and is linked to the span of the round that asked. None tells the label.
/// </summary>
internal sealed class LabelQuerySpans(DateTimeOffset began) : IDisposable
{
    public const string SourceName = "EfficientMnist.LabelOracle";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly List<Activity> _open = [];
    private bool _completed;

    /// <summary>
    /// The span that called: the server span of this call has it as its parent; without a caller that traces, the call itself.
    /// </summary>
    public static ActivityContext? Caller() => Activity.Current switch
    {
        null => null,
        { HasRemoteParent: true } call => new ActivityContext(call.TraceId, call.ParentSpanId, call.ActivityTraceFlags, call.TraceStateString, isRemote: true),
        var call => call.Context,
    };

    /// <summary>Returns the row with the trace id of its span; empty where nobody listens.</summary>
    public LedgerRow Start(LedgerRow row, int remaining, ActivityContext? round)
    {
        var current = Activity.Current;
        Activity.Current = null; // else the span would become a child of the call
        using var restored = new Restore(current);
        var span = Source.StartActivity("label.query", ActivityKind.Internal, parentContext: default, links: round is { } linked ? [new ActivityLink(linked)] : [], startTime: began);
        if (span is null)
            return row;
        _open.Add(span);
        span.SetTag("eml.run.id", row.Run.Value);
        span.SetTag("eml.sample.id", row.Sample.Value);
        span.SetTag("eml.strategy.name", row.Strategy);
        span.SetTag("eml.strategy.score", row.Score);
        span.SetTag("eml.strategy.rank", row.Rank);
        span.SetTag("eml.query.purpose", PurposeName.Of(row.Purpose));
        span.SetTag("eml.query.charged", row.Charged);
        span.SetTag("eml.query.action", ActionName.Of(row.Action));
        span.SetTag("eml.budget.remaining", remaining);
        return row with { TraceId = span.TraceId.ToHexString() };
    }

    /// <summary>The transaction is committed: the spans are true.</summary>
    public void Complete() => _completed = true;

    public void Dispose()
    {
        using var restored = new Restore(Activity.Current); // stopping a span makes its parent current: none
        foreach (var span in _open)
        {
            if (!_completed)
            {
                span.SetTag("eml.query.charged", false);
                span.SetStatus(ActivityStatusCode.Error, "Nothing was recorded: the transaction failed.");
            }

            span.Dispose();
        }
    }

    private readonly struct Restore(Activity? current) : IDisposable
    {
        public void Dispose() => Activity.Current = current;
    }
}
