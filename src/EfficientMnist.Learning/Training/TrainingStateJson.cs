using System.Text.Json;
using System.Text.Json.Serialization;

namespace EfficientMnist.Learning.Training;

internal static class TrainingStateJson
{
    /// <summary>Losses may be infinite or not a number before the first epoch ends.</summary>
    public static JsonSerializerOptions Options { get; } = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
