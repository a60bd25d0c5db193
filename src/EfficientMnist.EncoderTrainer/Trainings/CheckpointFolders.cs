using EfficientMnist.EncoderTrainer.Records;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>
/// The folders that attempts at a training write to. In a cluster each attempt has its own, for the worker of the one before may
/// only seem to be gone; it begins with what that one has left.
/// </summary>
internal sealed class CheckpointFolders(ITrainingStore store)
{
    /// <summary>The folder for an attempt that begins.</summary>
    public string Prepare(TrainingRecord record)
    {
        var folder = store.CheckpointFolder(record);
        if (!store.IsShared || Directory.Exists(folder))
            return folder;
        for (var attempt = record.Attempt - 1; attempt > 0; attempt--)
        {
            var before = store.CheckpointFolder(record with { Attempt = attempt });
            if (!Directory.Exists(before))
                continue;
            // Whole or not at all: what is copied halfway is no checkpoint.
            var unfinished = folder + ".new";
            Directory.CreateDirectory(unfinished);
            foreach (var file in Directory.EnumerateFiles(before).Where(file => !file.EndsWith(".partial", StringComparison.Ordinal)))
                File.Copy(file, Path.Combine(unfinished, Path.GetFileName(file)), overwrite: true);
            Directory.Move(unfinished, folder);
            break;
        }
        return folder;
    }
}
