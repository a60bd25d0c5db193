namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>All trainings, with their records and their checkpoints: in a folder that one process owns, or where all workers of a cluster find them.</summary>
internal interface ITrainingStore : IDisposable
{
    /// <summary>Whether other processes train as well.</summary>
    bool IsShared { get; }

    /// <summary>The folder of a training's checkpoints; where several attempts at it may overlap, of the latest attempt.</summary>
    string CheckpointFolder(TrainingRecord record);

    /// <summary>What the training learns from, where it is a student's.</summary>
    TeachingFile TeachingSet(string id);

    /// <summary>Makes the caller the one activation that may save this training: those before it are refused from now on.</summary>
    /// <returns>The number of the activation.</returns>
    long Claim(string id);

    /// <summary>Keeps the record whole or not at all: a crash leaves that of before.</summary>
    /// <exception cref="StaleActivationException">A later activation has claimed the training.</exception>
    void Save(TrainingRecord record, long activation);

    /// <summary>The training of this id as it was saved last; null where there is none.</summary>
    TrainingRecord? Find(string id);

    /// <summary>All trainings, oldest first. A record that cannot be read is reported and left where it is.</summary>
    IReadOnlyList<TrainingRecord> Load();
}
