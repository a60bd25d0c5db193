using System.Globalization;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Search.Trials;
using Grpc.Core;

namespace EfficientMnist.Cli.Search.Objectives;

/// <summary>The training of an encoder alone: its loss on images held back, which takes no label.</summary>
internal sealed class TrainingObjective(SystemConnection system) : IObjective
{
    private const string Prefix = "encoder.";
    private const string Kind = Prefix + "kind";
    private const string Seed = Prefix + "seed";

    public async Task<Outcome> EvaluateAsync(SweepPoint point, Func<string, Task> begin, Func<TrialReport, Task<bool>> report, CancellationToken cancellationToken)
    {
        var training = (await system.Trainer.StartTrainingAsync(await RequestAsync(point.Options, cancellationToken), cancellationToken: cancellationToken)).Training;
        await begin(training.TrainingId);
        using var watch = system.Trainer.WatchTraining(new WatchTrainingRequest { TrainingId = training.TrainingId }, cancellationToken: cancellationToken);
        var (told, cancelled) = (0, false);
        await foreach (var update in watch.ResponseStream.ReadAllAsync(cancellationToken))
        {
            training = update.Training;
            if (cancelled || training.Progress is not { } progress || progress.Epoch == told)
                continue;
            told = progress.Epoch;
            foreach (var epoch in await EpochsAsync(training, cancellationToken))
            {
                var share = (double)epoch.Epoch / Math.Max(1, progress.TotalEpochs);
                cancelled |= await report(new TrialReport(share, LossOf(epoch))) && share < 1;
            }
            if (cancelled)
                await system.Trainer.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training.TrainingId }, cancellationToken: cancellationToken);
        }
        return await OutcomeAsync(training, cancelled, cancellationToken);
    }

    private async Task<Outcome> OutcomeAsync(Training training, bool pruned, CancellationToken cancellationToken)
    {
        var epochs = await EpochsAsync(training, cancellationToken);
        var seconds = epochs is [.., var last] ? last.Seconds : 0;
        return training.State switch
        {
            // The weights that are kept are those that a run would use.
            TrainingState.Completed => (epochs.LastOrDefault(e => e.Kept) ?? (epochs.Count > 0 ? epochs[^1] : null)) is { } kept
                ? Outcome.Completed(LossOf(kept), seconds)
                : Outcome.Failed("the training has no history", seconds),
            TrainingState.Failed => Outcome.Failed(training.Error, seconds),
            _ when pruned => Outcome.Pruned(seconds),
            _ => throw new SystemFailedException($"Training {training.TrainingId} is {training.State.ToString().ToLowerInvariant()}. Start the same search again: it goes on with it."),
        };
    }

    private async Task<IReadOnlyList<TrainingEpoch>> EpochsAsync(Training training, CancellationToken cancellationToken) =>
        (await system.Trainer.GetTrainingAsync(new GetTrainingRequest { TrainingId = training.TrainingId }, cancellationToken: cancellationToken)).Epochs;

    private static double LossOf(TrainingEpoch epoch) => double.IsNaN(epoch.ValidationLoss) ? epoch.Loss : epoch.ValidationLoss;

    // As the run would that the search recommends: the classifier knows what a data set makes of an encoder's defaults.
    private async Task<StartTrainingRequest> RequestAsync(IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        var described = await system.Classifier.DescribeOptionsAsync(new DescribeOptionsRequest { Options = { options.ToDictionary() } }, cancellationToken: cancellationToken);
        var request = new StartTrainingRequest
        {
            Dataset = options[OptionNames.Dataset],
            Kind = options[Kind],
            Seed = long.Parse(options[Seed], CultureInfo.InvariantCulture),
        };
        foreach (var option in described.Options.Where(o => o.Name is not (Kind or Seed) && o.Name.StartsWith(Prefix, StringComparison.Ordinal)))
            request.Options[option.Name[Prefix.Length..]] = option.Value;
        return request;
    }
}
