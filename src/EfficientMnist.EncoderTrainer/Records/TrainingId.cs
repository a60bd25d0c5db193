using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>Names a training by what determines its outcome, so that asking twice is asking once.</summary>
internal readonly record struct TrainingId
{
    private const int HexDigits = 32;

    public TrainingId(string value)
    {
        // It becomes a folder name.
        if (value is not { Length: HexDigits } || !value.All(char.IsAsciiHexDigitLower))
            throw Refusal.NotFound($"There is no training '{Refusal.Quote(value)}': an id is {HexDigits} hexadecimal digits, as StartTraining and ListTrainings give it.");
        Value = value;
    }

    public string Value { get; }

    public static TrainingId Of(string datasetHash, IEncoderRecipe recipe, long seed)
    {
        string[] parts =
        [
            IEncoderRecipe.Version, datasetHash, recipe.Kind, seed.ToString(CultureInfo.InvariantCulture),
            .. recipe.Options.OrderBy(option => option.Key, StringComparer.Ordinal).SelectMany(option => (string[])[option.Key, option.Value]),
            .. recipe.TeachingHash.Length > 0 ? [recipe.TeachingHash] : Array.Empty<string>(),
        ];
        return new(Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts)))[..HexDigits]);
    }

    public override string ToString() => Value;
}
