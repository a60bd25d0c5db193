using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>results.json: how the sweep came about, the options that all its runs share, and the runs, one a line.</summary>
internal static class SweepJson
{
    private static readonly JsonSerializerOptions Compact = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The file is never part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    public static string Write(SweepDocument document)
    {
        var shared = document.Runs.Count == 0 ? [] : document.Runs[0].Options
            .Where(o => document.Runs.All(r => r.Options.TryGetValue(o.Key, out var value) && value == o.Value))
            .ToDictionary(StringComparer.Ordinal);
        var text = new StringBuilder("{\n");
        text.Append("\"seconds\": ").Append(JsonSerializer.Serialize(Math.Round(document.Runs.Sum(r => r.Seconds), 1), Compact)).Append(",\n");
        text.Append("\"sweeps\": ").Append(JsonSerializer.Serialize(document.Sweeps, Indented)).Append(",\n");
        text.Append("\"options\": ").Append(JsonSerializer.Serialize(shared, Indented)).Append(",\n");
        text.Append("\"runs\": [\n");
        text.AppendJoin(",\n", document.Runs.Select(row => JsonSerializer.Serialize(row with { Options = Without(row.Options, shared) }, Compact)));
        return text.Append("\n]\n}\n").ToString();
    }

    /// <exception cref="InvalidDataException">Not what <see cref="Write"/> writes.</exception>
    public static SweepDocument Read(string json, string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<File>(json, Compact)!;
            return new SweepDocument(file.Sweeps, [.. file.Runs.Select(row => row with { Options = With(row.Options, file.Options) })]);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is no result of a sweep ({error.Message}). Delete it and start the sweep again: completed runs are not repeated.", error);
        }
    }

    private static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> options, Dictionary<string, string> shared) =>
        options.Where(o => !shared.ContainsKey(o.Key)).ToDictionary(StringComparer.Ordinal);

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> options, IReadOnlyDictionary<string, string> shared) =>
        options.Concat(shared).OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    private sealed record File
    {
        public required IReadOnlyList<SweepOrigin> Sweeps { get; init; }

        public required IReadOnlyDictionary<string, string> Options { get; init; }

        public required IReadOnlyList<SweepRow> Runs { get; init; }
    }
}
