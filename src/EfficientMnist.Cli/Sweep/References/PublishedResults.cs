using System.Text.Json;

namespace EfficientMnist.Cli.Sweep.References;

/// <summary>The published results that come with this program, by data set.</summary>
internal static class PublishedResults
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>In the order of the file; none for a data set of one's own.</summary>
    public static IReadOnlyList<PublishedResult> Of(string dataset)
    {
        using var stream = typeof(PublishedResults).Assembly.GetManifestResourceStream($"published/{dataset}.json");
        return stream is null ? [] : JsonSerializer.Deserialize<List<PublishedResult>>(stream, Json)!;
    }
}
