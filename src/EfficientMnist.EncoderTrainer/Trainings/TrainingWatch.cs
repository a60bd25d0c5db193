using System.Runtime.CompilerServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.EncoderTrainer.Records;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>Follows a training for one watcher, until it ends or this service does.</summary>
internal sealed class TrainingWatch(TrainingCatalogue catalogue, IHostApplicationLifetime lifetime)
{
    /// <exception cref="RefusalException">There is no such training.</exception>
    public async IAsyncEnumerable<TrainingRecord> FollowAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var training = catalogue.Find(id);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        while (true)
        {
            var anyChanged = catalogue.Changed;
            var (record, changed) = training.Observe();
            yield return record;
            if (record.IsOver)
                yield break;

            // Who watches a waiting training sees it move up. When the service ends, the running training still comes to its checkpoint
            // and tells; a waiting one stays as it is.
            var (next, patience) = record.State == TrainingState.Running ? (changed, cancellationToken) : (anyChanged, ending.Token);
            await next.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (!next.IsCompleted)
                yield break;
        }
    }
}
