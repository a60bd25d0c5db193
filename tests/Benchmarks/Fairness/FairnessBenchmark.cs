using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace Benchmarks.Fairness;

/// <summary>
/// Short work beside long: while the default encoder trains on Fashion-MNIST, a run on 150 images asks people, in the person of
/// a program that answers at once. How long it waits for the first question and for later batches, what the training loses by
/// it, and how long it takes to stop a run in mid-training. In turns: half a minute without such a run, and half a minute in
/// which there is one, or as long as that takes.
/// </summary>
internal sealed class FairnessBenchmark : IBenchmark
{
    private const int Turns = 3;
    private const int Images = 150;
    private const int Labels = 100;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    public string Name => "fairness";

    public string Title => "a run of 150 images that people label, while the default encoder trains on 60,000";

    public async IAsyncEnumerable<string> RunAsync()
    {
        await using var system = new SystemProcess();
        var datasets = await system.Datasets.ListDatasetsAsync(new ListDatasetsRequest(), SystemProcess.Patient);
        if (!datasets.Datasets.Any(dataset => dataset is { Name: "fashion-mnist", Available: true }))
            throw new InvalidOperationException("Fashion-MNIST is not there: set EML_DATA to a folder that has it.");
        var training = (await system.Trainer.StartTrainingAsync(new StartTrainingRequest { Dataset = "fashion-mnist", Kind = "contrastive", Seed = 1 }, SystemProcess.Patient)).Training;
        foreach (var preset in (string[])["instant", "standard"])
        {
            await foreach (var line in RunAsync(system, training.TrainingId, preset))
                yield return line;
        }
        // From here on nobody but the run that is stopped wants it.
        await system.Trainer.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training.TrainingId });
        yield return await StopAsync(system, "encoder", "contrastive", ("preset", "quick"));
        yield return await StopAsync(system, "student", "student", ("encoder.epochs", "1"));
    }

    private static async IAsyncEnumerable<string> RunAsync(SystemProcess system, string training, string preset)
    {
        List<double> first = [], later = [], with = [], without = [];
        await using (var clock = new StepClock(system.Trainer, training))
        {
            await clock.Begun;
            for (var turn = 1; turn <= Turns; turn++)
            {
                var start = clock.Now;
                await Task.Delay(Window);
                without.Add(await clock.RateAsync(start, clock.Now));

                // Images of its own each time, so that an encoder must be trained for it.
                var name = $"drawn-{preset}-{turn}";
                await ImportAsync(system, name, turn);
                start = clock.Now;
                var annotator = await LabelAsync(system, name, preset);
                var end = clock.Now;
                var busy = await clock.RateAsync(start, end);
                if (end - start < Window)
                    await Task.Delay(Window - (end - start));
                with.Add(await clock.RateAsync(start, clock.Now));
                first.Add(annotator.FirstQuestion.TotalSeconds);
                later.AddRange(annotator.LaterBatches);
                yield return Text($"{preset}, turn {turn}: first question after {first[^1]:0.0} s, {annotator.LaterBatches.Count} later batches, the longest after {annotator.LaterBatches.Max():0.0} s; training {with[^1]:0.00} steps/s in the half minute in which it began ({busy:0.00} in the {(end - start).TotalSeconds:0} s that it took), {without[^1]:0.00} in the half minute before");
            }
        }
        later.Sort();
        var p95 = later[Math.Min(later.Count - 1, (int)(0.95 * later.Count))];
        yield return Text($"{preset}: first question after {Medians.Of(first):0.0} s (bar 10 s), a later batch after {later[later.Count / 2]:0.0} s, p95 {p95:0.0} s (bar 3 s); training {Medians.Of(with):0.00} steps/s beside it, {Medians.Of(without):0.00} without: {1 - Medians.Of(with) / Medians.Of(without):P0} lost (bar 20 %), medians of {Turns} turns");
    }

    private static async Task<Annotator> LabelAsync(SystemProcess system, string dataset, string preset)
    {
        var request = new StartRunRequest { Options = { ["dataset"] = dataset, ["preset"] = preset, ["labels"] = $"{Labels}", ["oracle.kind"] = "human", ["oracle.classes"] = "bar,disc,cross" } };
        var clock = Stopwatch.StartNew();
        var run = (await system.Classifier.StartRunAsync(request)).Run;
        var annotator = new Annotator(system, run.RunId);
        await annotator.AnswerAsync(Labels);
        // The students and what else comes after the last label are work beside the training as well.
        using var watch = system.Classifier.WatchRun(new WatchRunRequest { RunId = run.RunId });
        await foreach (var update in watch.ResponseStream.ReadAllAsync())
            run = update.Run;
        return run.State == RunState.Completed
            ? annotator
            : throw new InvalidOperationException($"Run {run.RunId} ended {run.State} after {clock.Elapsed.TotalSeconds:F0} s: {run.Error}");
    }

    private static async Task ImportAsync(SystemProcess system, string name, int seed)
    {
        var folder = Path.Combine(system.Folder, name);
        DrawnImages.Write(folder, Images, seed + 100 * name.Length);
        using var import = system.Datasets.ImportFolder(new ImportFolderRequest { Folder = folder, Options = new ImportOptions { Name = name } });
        await foreach (var _ in import.ResponseStream.ReadAllAsync())
        {
            // Its end is waited for.
        }
    }

    // Stopped in mid-training and resumed, again and again. The encoder is the one that was trained beside the runs above; the
    // student's run has one of a single pass, which is soon there.
    private static async Task<string> StopAsync(SystemProcess system, string what, string kind, params (string Name, string Value)[] options)
    {
        var request = new StartRunRequest { Options = { ["dataset"] = "fashion-mnist", ["labels"] = $"{Labels}" } };
        foreach (var (name, value) in options)
            request.Options[name] = value;
        var run = (await system.Classifier.StartRunAsync(request)).Run.RunId;
        var times = new StopTimes(system, run);
        for (var turn = 0; turn < Turns; turn++)
        {
            if (turn > 0)
                await system.Classifier.ResumeRunAsync(new ResumeRunRequest { RunId = run });
            await times.MeasureAsync(kind);
        }
        return Text($"a run stopped while its {what} is trained: the training has ended, its checkpoint written, after {Medians.Of(times.Training):0.00} s, at most {times.Training.Max():0.00} s, and the run is stopped after {Medians.Of(times.Run):0.00} s, at most {times.Run.Max():0.00} s (bar 2 s), {Turns} turns");
    }


    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
