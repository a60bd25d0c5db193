using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Contracts.Ledgers;

namespace EfficientMnist.Cli.Prediction;

/// <summary>Predictions as a program reads them: a table with a column for the probability of each class, or JSON.</summary>
internal static class PredictionFile
{
    public static JsonArray Json(IEnumerable<(string File, Contracts.V1.Prediction Prediction)> predictions) => new([.. predictions.Select(found => new JsonObject
    {
        ["image"] = found.File, ["label"] = found.Prediction.Label, ["class"] = found.Prediction.ClassName,
        ["probabilities"] = new JsonArray([.. found.Prediction.Probabilities.Select(p => JsonValue.Create(p))]),
    })]);

    /// <summary>JSON where the file is called .json, else CSV.</summary>
    public static async Task WriteAsync(string path, IReadOnlyList<(string File, Contracts.V1.Prediction Prediction)> predictions, CancellationToken cancellationToken)
    {
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            await File.WriteAllTextAsync(path, Json(predictions).ToJsonString() + "\n", cancellationToken);
            return;
        }
        await using var writer = new StreamWriter(path);
        var classes = predictions.Count == 0 ? 0 : predictions[0].Prediction.Probabilities.Count;
        string[] head = ["file", "label", "probability", .. Enumerable.Range(0, classes).Select(label => $"p{label}")];
        await writer.WriteAsync(string.Join(',', head) + "\n");
        foreach (var (file, prediction) in predictions)
        {
            string[] row = [CsvText.Words(file), CsvText.Words(prediction.ClassName), Number(prediction.Probabilities[prediction.Label]), .. prediction.Probabilities.Select(Number)];
            await writer.WriteAsync((string.Join(',', row) + "\n").AsMemory(), cancellationToken);
        }
    }

    private static string Number(float value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
