using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace Drills.Attacks;

/// <summary>An option and values of it that are allowed.</summary>
internal sealed record KnownOption(string Name, IReadOnlyList<string> Values);

/// <summary>What a system has that requests can name.</summary>
/// <param name="Fields">Values of the fields of messages, by the field's name.</param>
/// <param name="Options">The options of runs.</param>
internal sealed record KnownValues(IReadOnlyDictionary<string, IReadOnlyList<string>> Fields, IReadOnlyList<KnownOption> Options)
{
    /// <summary>A run that has bought its labels and is graded, one that asks people, and an account that no run has.</summary>
    public const string Done = "done";
    public const string Asking = "asking";
    public const string Account = "account";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Where there is no more than an account at the label oracle.</summary>
    public static KnownValues OfAnAccount { get; } = new(new Dictionary<string, IReadOnlyList<string>> { ["run_id"] = [Account], ["dataset"] = ["glyphs"], ["name"] = ["glyphs"] }, []);

    /// <summary>Has an encoder trained and runs started, and waits until they are where they are to be.</summary>
    public static async Task<KnownValues> MakeAsync(CallInvoker classifierCalls, CallInvoker trainerCalls, CancellationToken cancellationToken)
    {
        var classifier = new ClassifierService.ClassifierServiceClient(classifierCalls);
        var trainer = new EncoderTrainerService.EncoderTrainerServiceClient(trainerCalls);
        await classifier.StartRunAsync(new StartRunRequest { RunId = Done, Options = { ["dataset"] = "glyphs", ["preset"] = "instant", ["views"] = "histograms", ["labels"] = "20" } }, cancellationToken: cancellationToken);
        await classifier.StartRunAsync(new StartRunRequest { RunId = Asking, Options = { ["dataset"] = "glyphs", ["preset"] = "instant", ["views"] = "histograms", ["labels"] = "20", ["oracle.kind"] = "human" } }, cancellationToken: cancellationToken);
        var training = (await trainer.StartTrainingAsync(new StartTrainingRequest { Dataset = "glyphs", Kind = "conv_vae", Options = { ["epochs"] = "1" } }, cancellationToken: cancellationToken)).Training;
        await UntilAsync("a run that buys 20 labels", async () => (await classifier.GetRunAsync(new GetRunRequest { RunId = Done }, cancellationToken: cancellationToken)).Run is { State: RunState.Completed });
        await UntilAsync("a run that asks people", async () => (await classifier.GetRunAsync(new GetRunRequest { RunId = Asking }, cancellationToken: cancellationToken)).Run is { Phase: RunPhase.Labelling });
        await UntilAsync("a short training", async () => (training = (await trainer.GetTrainingAsync(new GetTrainingRequest { TrainingId = training.TrainingId }, cancellationToken: cancellationToken)).Training) is { State: TrainingState.Completed });
        var options = (await classifier.DescribeOptionsAsync(new DescribeOptionsRequest(), cancellationToken: cancellationToken)).Options;
        return new KnownValues(
            new Dictionary<string, IReadOnlyList<string>>
            {
                ["run_id"] = [Done, Asking, Account],
                ["dataset"] = ["glyphs"],
                ["name"] = ["glyphs"],
                ["encoder_id"] = [training.EncoderId],
                ["training_id"] = [training.TrainingId],
                ["kind"] = [.. options.Single(option => option.Name == "encoder.kind").Choices],
                ["annotator"] = ["ann"],
            },
            [
                .. options.Select(option => new KnownOption(option.Name, option.Choices.Count > 0 ? option.Choices : [option.Value])),
                // The trainer's have no prefix.
                .. options.Where(option => option.Name.StartsWith("encoder.", StringComparison.Ordinal)).Select(option => new KnownOption(option.Name["encoder.".Length..], [option.Value])),
            ]);

        async Task UntilAsync(string what, Func<Task<bool>> isSo)
        {
            var clock = Stopwatch.StartNew();
            while (!await isSo())
            {
                if (clock.Elapsed > Patience)
                    throw new TimeoutException($"After {Patience.TotalMinutes:0} minutes {what} is not as it should be.");
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <summary>Ends all runs and trainings that compute or wait to.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<(int Runs, int Trainings)> EndAllAsync(CallInvoker classifierCalls, CallInvoker trainerCalls, CancellationToken cancellationToken)
    {
        var classifier = new ClassifierService.ClassifierServiceClient(classifierCalls);
        var trainer = new EncoderTrainerService.EncoderTrainerServiceClient(trainerCalls);
        var (runs, trainings) = (0, 0);
        var request = new ListRunsRequest { Archived = true };
        do
        {
            var page = await classifier.ListRunsAsync(request, cancellationToken: cancellationToken);
            foreach (var run in page.Runs.Where(run => run.State is RunState.Queued or RunState.Running && run.RunId != Asking))
            {
                await classifier.StopRunAsync(new StopRunRequest { RunId = run.RunId }, cancellationToken: cancellationToken);
                runs++;
            }
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        foreach (var training in (await trainer.ListTrainingsAsync(new ListTrainingsRequest(), cancellationToken: cancellationToken)).Trainings.Where(training => training.State is TrainingState.Queued or TrainingState.Running))
        {
            await trainer.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training.TrainingId }, cancellationToken: cancellationToken);
            trainings++;
        }
        return (runs, trainings);
    }
}
