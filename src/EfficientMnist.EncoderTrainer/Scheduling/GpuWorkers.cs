using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Watching;
using EfficientMnist.EncoderTrainer.Records;

namespace EfficientMnist.EncoderTrainer.Scheduling;

/// <summary>The workers of the cluster that train on a GPU, by name; none where this process is alone. They are given trainings before those that have none.</summary>
internal sealed class GpuWorkers
{
    private readonly LatestValue<IReadOnlySet<string>> _names = new(new HashSet<string>(StringComparer.Ordinal));

    /// <summary>Ends when one has come or gone.</summary>
    public Task Changed => _names.Observe().Changed;

    /// <summary>Notes which there are.</summary>
    public void Are(IReadOnlySet<string> names)
    {
        if (!names.SetEquals(_names.Value))
            _names.Set(names);
    }

    /// <summary>Whether one of them trains none of these.</summary>
    public bool HasOneFreeOf(IReadOnlyList<TrainingRecord> trainings) =>
        _names.Value.Any(gpu => trainings.All(record => record.State != TrainingState.Running || record.Worker != gpu));
}
