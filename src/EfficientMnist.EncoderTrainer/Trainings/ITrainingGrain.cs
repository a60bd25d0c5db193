using EfficientMnist.EncoderTrainer.Records;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>
/// The one that decides about a training, named by the training's id: one call at a time, and every decision is on disk before
/// anybody sees it. It never computes: <see cref="TrainingWorker"/> does, and tells it the beginning and the end.
/// </summary>
internal interface ITrainingGrain : IGrainWithStringKey
{
    /// <summary>Somebody wants the training: it is queued where it is new or has ended early.</summary>
    Task<TrainingRecord> WantAsync(TrainingRecord wanted);

    /// <summary>Nobody is to wait for it any more: it ends, at once where it waits, else soon.</summary>
    Task<TrainingRecord> CancelAsync();

    /// <summary>One requester does not want it any more; it ends where nobody else does.</summary>
    Task<TrainingRecord> ReleaseAsync(string requester);

    /// <summary>It is its turn to begin at this worker; unchanged where it is not wanted any more, or another has begun.</summary>
    Task<TrainingRecord> BeginAsync(string worker, string device, string precision);

    /// <summary>That attempt at it has ended.</summary>
    Task<TrainingRecord> EndAsync(int attempt, TrainingOutcome outcome);

    /// <summary>The worker of that attempt is gone: whoever wants the training asks for it again.</summary>
    Task<TrainingRecord> LoseAsync(int attempt);
}
