using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Projection;

/// <summary>A projection as lines of text, and what it is as JSON.</summary>
internal static class ProjectionCsv
{
    /// <summary>One line per image; label is empty where it was not bought.</summary>
    public static string Write(ProjectionPoints points, StreamPoolStateResponse pool)
    {
        var text = new StringBuilder("sample_id,x,y,predicted,confidence,uncertainty,bought,label\n");
        for (var i = 0; i < points.SampleIds.Count; i++)
        {
            var id = points.SampleIds[i];
            text.Append(CultureInfo.InvariantCulture, $"{id},{points.X[i]:G6},{points.Y[i]:G6},{Class(pool, pool.Predicted[id])},{pool.Confidence[id]:G4},{pool.Uncertainty[id]:G4},{pool.Bought[id]},{Class(pool, pool.Label[id])}\n");
        }
        return text.ToString();
    }

    public static JsonObject Json(ProjectionInfo info, string path) => new()
    {
        ["file"] = path,
        ["method"] = info.Method.ToString().ToLowerInvariant(),
        ["dataset"] = info.Dataset,
        ["encoder_id"] = info.EncoderId,
        ["seed"] = info.Seed,
        ["count"] = info.Count,
        ["pool_count"] = info.PoolCount,
        ["seconds"] = info.Seconds,
    };

    private static string Class(StreamPoolStateResponse pool, int label)
    {
        if (label < 0)
            return "";
        var name = pool.ClassNames[label];
        return name.AsSpan().ContainsAny(",\"\n\r") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
    }
}
