using System.Text.Json;

namespace EfficientMnist.Classifier.Journal;

/// <summary>How a run's files are written.</summary>
internal static class JournalJson
{
    public static JsonSerializerOptions Options { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
