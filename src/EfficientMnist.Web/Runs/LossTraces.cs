using System.Collections.Concurrent;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Charts;

namespace EfficientMnist.Web.Runs;

/// <summary>The training loss of the runs that are watched, as it was told; the services themselves tell the latest only.</summary>
internal sealed class LossTraces
{
    private const int MostRuns = 32;
    private const int MostPoints = 600;

    private readonly ConcurrentDictionary<string, Trace> _traces = new();

    /// <summary>Keeps what the run tells now.</summary>
    public void Note(Run run)
    {
        if (run is not { State: RunState.Running, Progress: { Loss: not 0 } progress })
            return;
        if (_traces.Count >= MostRuns && !_traces.ContainsKey(run.RunId))
            _traces.Clear();
        _traces.GetOrAdd(run.RunId, _ => new Trace()).Add(progress);
    }

    /// <summary>The loss of the phase at hand; empty where fewer than two values were told.</summary>
    public IReadOnlyList<ChartPoint> Of(Run run) =>
        _traces.TryGetValue(run.RunId, out var trace) && run.Progress is { } progress ? trace.Of(progress.Phase) : [];

    private sealed class Trace
    {
        private readonly Lock _lock = new();
        private readonly List<ChartPoint> _points = [];
        private RunPhase _phase;

        public void Add(PhaseProgress progress)
        {
            lock (_lock)
            {
                if (progress.Phase != _phase || (_points is [.., var last] && last.X > progress.Done))
                    _points.Clear();
                _phase = progress.Phase;
                if (_points is [.., var latest] && latest.X == progress.Done)
                    return;
                // Every other one goes when it gets long: the line stays whole.
                if (_points.Count >= MostPoints)
                {
                    var kept = _points.Where((_, i) => i % 2 == 0).ToList();
                    _points.Clear();
                    _points.AddRange(kept);
                }
                _points.Add(new ChartPoint(progress.Done, progress.Loss));
            }
        }

        public IReadOnlyList<ChartPoint> Of(RunPhase phase)
        {
            lock (_lock)
                return phase == _phase && _points.Count > 1 ? [.. _points] : [];
        }
    }
}
