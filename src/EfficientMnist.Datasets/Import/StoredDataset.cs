using System.Text.Json;
using System.Text.Json.Serialization;
using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Import;

/// <summary>The file dataset.json of an imported data set.</summary>
internal sealed record StoredDataset
{
    public const string FileName = "dataset.json";
    public const int AllBits = 16;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public required int Channels { get; init; }

    public required int Height { get; init; }

    public required int Width { get; init; }

    public required ImportFit Fit { get; init; }

    public required byte Background { get; init; }

    /// <summary>Bits of files with 16 bits that are in use.</summary>
    public int Bits { get; init; } = AllBits;

    /// <summary>Empty where no split has labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    public required IReadOnlyList<StoredSplit> Splits { get; init; }

    /// <summary>Where the files came from, for people.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset ImportedAt { get; init; }

    /// <summary>The data set of which this is the next version; empty for none.</summary>
    public string VersionOf { get; init; } = "";

    /// <summary>The versions before, the oldest first: where their files came from, and how many images they brought.</summary>
    public IReadOnlyList<StoredPart> Earlier { get; init; } = [];

    [JsonIgnore]
    public ImageShape Shape => new(Channels, Height, Width);

    /// <summary>How many images the versions before have brought to a split.</summary>
    public int EarlierIn(DatasetSplit split) => Earlier.Sum(part => part.Of(split));

    // What an import never writes is damage.
    private bool IsPossible =>
        Channels is 1 or 3 && Height is >= ImportOptions.SmallestSize and <= ImportOptions.LargestSize && Width == Height && Bits is >= 1 and <= AllBits
        && ClassNames is not null && Splits is not null && Splits.All(split => split is { Count: >= 0, ContentHash.Length: > 0 });

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    public static string PixelsIn(string folder, DatasetSplit split) => Path.Combine(folder, $"{Name(split)}.pixels");

    public static string LabelsIn(string folder, DatasetSplit split) => Path.Combine(folder, $"{Name(split)}.labels");

    public static string FilesIn(string folder, DatasetSplit split) => Path.Combine(folder, $"{Name(split)}.files.json");

    public static string RolesIn(string folder, DatasetSplit split) => Path.Combine(folder, $"{Name(split)}.roles");

    public static StoredDataset Read(string folder)
    {
        var path = PathIn(folder);
        try
        {
            var stored = JsonSerializer.Deserialize<StoredDataset>(File.ReadAllText(path), Json);
            return stored is not null && stored.IsPossible ? stored : throw new JsonException("a value in it cannot be");
        }
        catch (JsonException error)
        {
            throw Damaged.Imported(path, $"cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }

    public void Write(string folder) => File.WriteAllText(PathIn(folder), JsonSerializer.Serialize(this, Json));

    private static string Name(DatasetSplit split) => split switch
    {
        DatasetSplit.Train => "train",
        DatasetSplit.Test => "test",
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "There is no such split."),
    };
}
