using System.Text.Json;

namespace EfficientMnist.Learning.Training;

/// <summary>What a training has come through, epoch by epoch, as its checkpoint tells.</summary>
public static class TrainingHistory
{
    /// <summary>The epochs that have ended, in order; none where there is no checkpoint yet.</summary>
    /// <param name="checkpointFolder">The checkpoint folder of <see cref="Fit"/>; the training may be running.</param>
    /// <exception cref="InvalidDataException">The checkpoint's json file is damaged; the message names it.</exception>
    public static IReadOnlyList<EpochRecord> Read(string checkpointFolder)
    {
        var path = Path.ChangeExtension(new Checkpoint(checkpointFolder).Latest, ".json");
        if (!File.Exists(path))
            return [];
        try
        {
            return Checkpoint.StateIn(JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path))!).History;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path} is damaged. Training on writes it anew.", exception);
        }
    }
}
