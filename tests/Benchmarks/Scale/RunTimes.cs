using System.Diagnostics;
using EfficientMnist.Contracts.V1;

namespace Benchmarks.Scale;

/// <summary>How long the parts of a run take, as somebody who watches it sees.</summary>
internal sealed class RunTimes
{
    // Between one selection and the next; the first is the first selection alone, the last ends with the prediction of the pool.
    private readonly List<double> _rounds = [];

    /// <summary>Seconds of the encoder's training.</summary>
    public double Training { get; private set; }

    /// <summary>Seconds until the latents of the pool are there.</summary>
    public double Encoding { get; private set; }

    /// <summary>Seconds of all that the classifier sees besides, and until it is known which images are alike.</summary>
    public double Views { get; private set; }

    /// <summary>Seconds of the cold start.</summary>
    public double ColdStart { get; private set; }

    /// <summary>Seconds of each round: fit, selection and purchase.</summary>
    public IReadOnlyList<double> Rounds => _rounds[1..^1];

    /// <summary>Seconds from the last selection until all of the pool is predicted.</summary>
    public double Prediction => _rounds[^1];

    /// <summary>Watches a run to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<RunTimes> OfAsync(SystemProcess system, IReadOnlyDictionary<string, string> options, string runId)
    {
        var request = new StartRunRequest { RunId = runId };
        request.Options.Add(options.ToDictionary());
        var clock = Stopwatch.StartNew();
        await system.Classifier.StartRunAsync(request, SystemProcess.Patient);
        var times = new RunTimes();
        var run = new Run();
        var (since, encoded) = (0.0, 0.0);
        using var watch = system.Classifier.WatchRun(new WatchRunRequest { RunId = runId });
        while (await watch.ResponseStream.MoveNext(CancellationToken.None))
        {
            var before = run;
            run = watch.ResponseStream.Current.Run;
            var now = clock.Elapsed.TotalSeconds;
            if (run.Phase == RunPhase.Features && encoded == 0 && run.Progress is { Total: > 0 } progress && progress.Done >= progress.Total)
                encoded = now;
            if (run.Phase == before.Phase && run.Round == before.Round)
                continue;
            var took = now - since;
            switch (before.Phase)
            {
                case RunPhase.Encoder:
                    times.Training += took;
                    break;
                case RunPhase.Features:
                    (times.Encoding, times.Views) = (encoded - since, now - encoded);
                    break;
                case RunPhase.ColdStart:
                    times.ColdStart += took;
                    break;
                case RunPhase.Rounds:
                    times._rounds.Add(took);
                    break;
                default:
                    break;
            }
            since = now;
        }
        return run.State == RunState.Completed ? times : throw new InvalidOperationException($"Run {runId} ended {run.State}: {run.Error}");
    }
}
