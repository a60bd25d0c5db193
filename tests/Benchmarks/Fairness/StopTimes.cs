using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace Benchmarks.Fairness;

/// <summary>How long it takes to stop a run for which something is trained: until the training has ended, its checkpoint written, and until the run says that it is stopped.</summary>
internal sealed class StopTimes(SystemProcess system, string run)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public List<double> Training { get; } = [];

    public List<double> Run { get; } = [];

    /// <summary>Stops the run once a training of a kind is under way for it.</summary>
    /// <exception cref="InvalidOperationException">The run ended before, or the training was not ended by the stop.</exception>
    public async Task MeasureAsync(string kind)
    {
        var training = await RunningAsync(kind);
        await using (var steps = new StepClock(system.Trainer, training))
            await steps.Begun;
        using var watchedRun = system.Classifier.WatchRun(new WatchRunRequest { RunId = run });
        using var watchedTraining = system.Trainer.WatchTraining(new WatchTrainingRequest { TrainingId = training });
        // The first message of each is the state as it is: the watch is on.
        await Task.WhenAll(watchedRun.ResponseStream.MoveNext(), watchedTraining.ResponseStream.MoveNext());
        var clock = Stopwatch.StartNew();
        var ends = Task.WhenAll(
            EndOfAsync(watchedRun.ResponseStream, update => update.Run.State == RunState.Stopped, clock),
            EndOfAsync(watchedTraining.ResponseStream, update => update.Training.State == TrainingState.Cancelled, clock));
        await system.Classifier.StopRunAsync(new StopRunRequest { RunId = run });
        var (stopped, ended) = await ends is [var first, var second] ? (first, second) : default;
        Run.Add(stopped);
        Training.Add(ended);
    }

    private async Task<string> RunningAsync(string kind)
    {
        while (true)
        {
            var trainings = await system.Trainer.ListTrainingsAsync(new ListTrainingsRequest());
            if (trainings.Trainings.FirstOrDefault(training => training.Kind == kind && training.State == TrainingState.Running) is { } found)
                return found.TrainingId;
            var now = (await system.Classifier.GetRunAsync(new GetRunRequest { RunId = run })).Run;
            if (now.State is not (RunState.Queued or RunState.Running))
                throw new InvalidOperationException($"Run {run} is {now.State} before a {kind} was trained for it. {now.Error}");
            await Task.Delay(Pause);
        }
    }

    private static async Task<double> EndOfAsync<T>(IAsyncStreamReader<T> updates, Func<T, bool> isEnd, Stopwatch clock)
        where T : class
    {
        while (await updates.MoveNext())
        {
            if (isEnd(updates.Current))
                return clock.Elapsed.TotalSeconds;
        }
        throw new InvalidOperationException("The stop was not seen.");
    }
}
