using System.Diagnostics;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Names;

namespace EfficientMnist.LabelOracle.Telemetry;

/// <summary>
/// The spans <c>label.query</c> of the rows of one transaction. Each is a trace of its own, so that one label can be looked
/// up without the thousands of others of its run, and is linked to the span of the round that asked. Below it stand the purchase
/// that the label was part of and its own SQL: what the transaction looked up, the row, the commit. None tells the label.
/// </summary>
internal sealed class LabelQuerySpans : IDisposable
{
    public const string SourceName = "EfficientMnist.LabelOracle";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly List<Activity> _open = [];
    private readonly List<Timed> _rows = [];
    private readonly string _system;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _began;
    private DateTimeOffset? _answered;
    private DateTimeOffset? _begun;
    private bool _completed;

    /// <param name="system">The database, as telemetry names it: sqlite or postgresql.</param>
    /// <param name="time">Tells when what was.</param>
    public LabelQuerySpans(string system, TimeProvider time) => (_system, _time, _began) = (system, time, time.GetUtcNow());

    /// <summary>
    /// The span that called: the server span of this call has it as its parent; without a caller that traces, the call itself.
    /// </summary>
    public static ActivityContext? Caller() => Activity.Current switch
    {
        null => null,
        { HasRemoteParent: true } call => new ActivityContext(call.TraceId, call.ParentSpanId, call.ActivityTraceFlags, call.TraceStateString, isRemote: true),
        var call => call.Context,
    };

    /// <summary>A database or a program has told the labels; what follows is the ledger's own work.</summary>
    public void SourceAnswered() => _answered = _time.GetUtcNow();

    /// <summary>The transaction has begun: whatever it waited for before was other transactions.</summary>
    public void Begun() => _begun = _time.GetUtcNow();

    /// <summary>The row with its number, as <paramref name="append"/> writes it; the time that takes is told below its span.</summary>
    public async Task<LedgerRow> AppendAsync(LedgerRow row, int remaining, ActivityContext? round, Func<LedgerRow, Task<LedgerRow>> append)
    {
        var before = _open.Count;
        var from = _time.GetUtcNow();
        var written = await append(Start(row, remaining, round));
        if (_open.Count > before)
            _rows.Add(new Timed(_open[^1], from, _time.GetUtcNow()));
        return written;
    }

    /// <summary>Returns the row with the trace id of its span; empty where nobody listens.</summary>
    private LedgerRow Start(LedgerRow row, int remaining, ActivityContext? round)
    {
        var current = Activity.Current;
        Activity.Current = null; // else the span would become a child of the call
        using var restored = new Restore(current);
        var span = Source.StartActivity("label.query", ActivityKind.Internal, parentContext: default, links: round is { } linked ? [new ActivityLink(linked)] : [], startTime: _began);
        if (span is null)
            return row;
        _open.Add(span);
        span.SetTag("eml.run.id", row.Run.Value);
        span.SetTag("eml.run.round", row.Round);
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
    public void Complete()
    {
        _completed = true;
        if (_rows.Count == 0)
            return;
        using var restored = new Restore(Activity.Current);
        var (end, first, last) = (_time.GetUtcNow(), _rows[0].From, _rows[^1].To);
        foreach (var (query, from, to) in _rows)
        {
            using var purchase = Tell("label.purchase", query, _began, end);
            purchase?.SetTag("eml.purchase.labels", _rows.Count);
            if (_answered is { } answered)
                Tell("label.source", purchase, _began, answered)?.Dispose();
            Tell("sql.begin", purchase, _answered ?? _began, _begun ?? first)?.Dispose();
            Tell("sql.select", purchase, _begun ?? first, first)?.Dispose();
            Tell("sql.insert", purchase, from, to)?.Dispose();
            Tell("sql.commit", purchase, last, end)?.Dispose();
        }
    }

    // A span of something that has been.
    private Activity? Tell(string name, Activity? parent, DateTimeOffset from, DateTimeOffset to)
    {
        if (parent is null)
            return null;
        var span = Source.StartActivity(name, ActivityKind.Internal, parent.Context, startTime: from);
        if (name.StartsWith("sql.", StringComparison.Ordinal))
            span?.SetTag("db.system.name", _system).SetTag("db.collection.name", "ledger");
        span?.SetEndTime(to.UtcDateTime);
        return span;
    }

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

    private readonly record struct Timed(Activity Query, DateTimeOffset From, DateTimeOffset To);

    private readonly struct Restore(Activity? current) : IDisposable
    {
        public void Dispose() => Activity.Current = current;
    }
}
