using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Records;
using Microsoft.Extensions.Options;

namespace EfficientMnist.EncoderTrainer.Scheduling;

/// <summary>
/// The order in which trainings begin: long ones one after the other, and beside them short ones one after the other, in the
/// order in which they were asked for. The queue is what the catalogue's waiting trainings add up to.
/// </summary>
internal sealed class TrainingQueue(TrainingCatalogue catalogue, GpuWorkers gpus, TrainingDevice device, IOptions<TrainingOptions> options)
{
    private readonly int _capacity = options.Value.QueueLength;

    public bool IsShort(TrainingRecord record) => record.Work <= options.Value.ShortImages;

    /// <summary>Ends when <see cref="Next"/> may be another.</summary>
    public Task Changed => Task.WhenAny(catalogue.Changed, gpus.Changed);

    /// <summary>The training that this worker is to begin next among the short or the long ones; null where none waits, or where a worker with a GPU is free for it.</summary>
    public TrainingRecord? Next(bool isShort)
    {
        TrainingRecord[] lane = [.. Lane(isShort)];
        return !device.Compute.IsGpu && gpus.HasOneFreeOf(lane) ? null : Array.Find(lane, record => record.State == TrainingState.Queued);
    }

    /// <exception cref="RefusalException">As many trainings wait as may.</exception>
    public void CheckRoom()
    {
        if (catalogue.Queued.Count() >= _capacity)
            throw Refusal.Exhausted($"{_capacity} trainings are waiting already (Training:QueueLength). Try again when some have ended, or cancel one.");
    }

    /// <summary>What a training waits for; null for one that does not wait.</summary>
    public TrainingWait? WaitOf(TrainingRecord record)
    {
        if (record.State != TrainingState.Queued)
            return null;
        TrainingRecord[] ahead =
        [
            .. Lane(IsShort(record))
                .Where(other => other.State == TrainingState.Running || IsBefore(other, record))
                .OrderBy(other => other.State == TrainingState.Running ? 0 : 1),
        ];
        var wait = new TrainingWait { TrainingIds = { ahead.Select(other => other.Id) }, Reason = Reason(ahead) };
        if (Seconds(ahead) is { } seconds)
            wait.Seconds = seconds;
        return wait;
    }

    private IEnumerable<TrainingRecord> Lane(bool isShort) =>
        catalogue.List().Where(record => record.State is TrainingState.Queued or TrainingState.Running && IsShort(record) == isShort);

    private static bool IsBefore(TrainingRecord one, TrainingRecord other) =>
        one.QueuedAt < other.QueuedAt || (one.QueuedAt == other.QueuedAt && string.CompareOrdinal(one.Id, other.Id) < 0);

    private static string Reason(TrainingRecord[] ahead)
    {
        if (ahead is not [var first, .. var others])
            return "It begins now.";
        var step = first is { State: TrainingState.Running, Progress: { } progress }
            ? string.Create(CultureInfo.InvariantCulture, $", step {progress.Step} of {progress.TotalSteps}")
            : "";
        return $"{first.Kind} on {first.Dataset}{step}{(others.Length > 0 ? $", and {others.Length} more" : "")}";
    }

    // Null where the time of one of them is not known.
    private double? Seconds(TrainingRecord[] ahead)
    {
        double sum = 0;
        foreach (var record in ahead)
        {
            if (Seconds(record) is not { } seconds)
                return null;
            sum += seconds;
        }
        return sum;
    }

    private double? Seconds(TrainingRecord record)
    {
        if (record is { State: TrainingState.Running, Progress: { } progress })
            return progress.Eta.TotalSeconds;
        var left = record.Work;
        if (record.Progress is { TotalSteps: > 0 } before)
            left -= left * before.Step / before.TotalSteps;
        // The pace of the latest training of its kind, which may be itself.
        var pace = catalogue.List().LastOrDefault(other => other.Kind == record.Kind && other.Shape == record.Shape && other.Progress is { ImagesPerSecond: > 0 })?.Progress!.ImagesPerSecond;
        return left / pace;
    }
}
