using System.Text.Json;

namespace EfficientMnist.Learning.Training;

/// <summary>What a training has come through, as its checkpoint tells.</summary>
/// <param name="Epochs">The epochs that have ended, in order; none where there is no checkpoint yet.</param>
/// <param name="Curve">The loss from the first step to the checkpoint.</param>
public sealed record TrainingHistory(IReadOnlyList<EpochRecord> Epochs, LossCurve Curve)
{
    /// <param name="checkpointFolder">The checkpoint folder of <see cref="Fit"/>; the training may be running.</param>
    /// <exception cref="InvalidDataException">The checkpoint's json file is damaged; the message names it.</exception>
    public static TrainingHistory Read(string checkpointFolder)
    {
        var path = Path.ChangeExtension(new Checkpoint(checkpointFolder).Latest, ".json");
        if (!File.Exists(path))
            return new TrainingHistory([], LossCurve.Empty);
        try
        {
            var state = Checkpoint.StateIn(JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path))!);
            return new TrainingHistory(state.History, state.Curve);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path} is damaged. Training on writes it anew.", exception);
        }
    }
}
