using System.Globalization;
using System.Text.Json;
using EfficientMnist.Datasets.Decoding;
using Parquet;
using Parquet.Schema;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>Parquet files with a column of encoded images, as data sets of Hugging Face come in; their parts are told by the files' names.</summary>
internal static class ParquetSource
{
    private const string HeadKey = "huggingface";

    private static readonly string[] ImageColumns = ["image", "img", "picture", "photo", "bytes"];
    private static readonly string[] LabelColumns = ["label", "labels", "fine_label", "class", "target", "category"];

    public static bool Recognises(string file) => file.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    public static ImportSource Of(string folder, string shown, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? names = null;
        List<(SourcePart, SourceSplit)> parts = [];
        foreach (var file in files.Where(Recognises))
        {
            // Decoding has no thread to give up meanwhile: an import has one of its own.
            var (split, ofFile) = ReadAsync(Path.Combine(folder, file), file, cancellationToken).GetAwaiter().GetResult();
            names ??= ofFile;
            parts.Add((SplitName.In(file) ?? SourcePart.Train, split));
        }
        return ArraySource.Together(shown, parts) with { ClassNames = names };
    }

    private static async Task<(SourceSplit Split, IReadOnlyList<string>? Names)> ReadAsync(string path, string name, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = await ParquetReader.CreateAsync(path, cancellationToken: cancellationToken);
            var fields = reader.Schema.GetDataFields();
            var image = Array.Find(fields, field => field.ClrType != typeof(string) && ImageColumns.Contains(field.Path.FirstPart) && (field.Path.Length == 1 || field.Name == "bytes"))
                ?? throw new InvalidDataException($"'{name}' has no column of images; its columns are {string.Join(", ", fields.Select(field => field.Path))}. Expected is image, with the bytes of image files.");
            var label = LabelColumns.Select(column => Array.Find(fields, field => field.Path.ToString() == column)).FirstOrDefault(field => field is not null);
            var names = label is null ? null : ClassNames(reader.CustomMetadata, label.Name);
            List<SourceImage> images = [];
            List<string?> labels = [];
            for (var group = 0; group < reader.RowGroupCount; group++)
            {
                using var rows = reader.OpenRowGroupReader(group);
                var files = new byte[]?[checked((int)rows.RowCount)];
                await rows.ReadAsync(image, files.AsMemory(), null, cancellationToken);
                foreach (var bytes in files)
                    images.Add(new SourceImage($"{name}#{images.Count}", options => ScaledImage.OfFile(bytes ?? [], options, DecodingRoom.OfProcess)));
                if (label is not null) labels.AddRange(await LabelsAsync(rows, label, names, name, cancellationToken));
            }
            return (new SourceSplit(images, label is null ? null : labels), names);
        }
        catch (Exception error) when (error is ParquetException or EndOfStreamException or NotSupportedException or IOException and not FileNotFoundException)
        {
            throw new InvalidDataException($"'{name}' is no Parquet file that can be read: {error.Message.TrimEnd('.')}.", error);
        }
    }

    private static async Task<IEnumerable<string?>> LabelsAsync(ParquetRowGroupReader rows, DataField label, string[]? names, string name, CancellationToken cancellationToken)
    {
        var count = checked((int)rows.RowCount);
        if (label.ClrType == typeof(string))
        {
            var texts = new string?[count];
            await rows.ReadAsync(label, texts.AsMemory(), null, cancellationToken);
            return texts.Select(text => string.IsNullOrEmpty(text) ? null : text);
        }
        long?[] numbers = label.ClrType == typeof(long) ? await NumbersAsync<long>(rows, label, count, cancellationToken)
            : label.ClrType == typeof(int) ? await NumbersAsync<int>(rows, label, count, cancellationToken)
            : throw new InvalidDataException($"The column {label.Name} of '{name}' is of type {label.ClrType.Name}; expected are whole numbers or text.");
        return numbers.Select((number, row) => number is null or < 0 ? null
            : names is null ? number.Value.ToString(CultureInfo.InvariantCulture)
            : number < names.Length ? names[(int)number.Value]
            : throw new InvalidDataException($"Row {row} of '{name}' has the label {number}, but there are {names.Length} class names."));
    }

    private static async Task<long?[]> NumbersAsync<T>(ParquetRowGroupReader rows, DataField label, int count, CancellationToken cancellationToken)
        where T : struct, IConvertible
    {
        if (label.IsNullable)
        {
            var some = new T?[count];
            await rows.ReadAsync(label, some.AsMemory(), null, cancellationToken);
            return Array.ConvertAll(some, number => number?.ToInt64(CultureInfo.InvariantCulture));
        }
        var all = new T[count];
        await rows.ReadAsync(label, all.AsMemory(), null, cancellationToken);
        return Array.ConvertAll(all, number => (long?)number.ToInt64(CultureInfo.InvariantCulture));
    }

    /// <summary>The names that Hugging Face keeps in the file's head: info.features.&lt;column&gt;.names.</summary>
    private static string[]? ClassNames(Dictionary<string, string>? metadata, string column)
    {
        if (metadata is null || !metadata.TryGetValue(HeadKey, out var head)) return null;
        using var json = JsonDocument.Parse(head);
        return json.RootElement.TryGetProperty("info", out var info) && info.TryGetProperty("features", out var features)
            && features.TryGetProperty(column, out var feature) && feature.TryGetProperty("names", out var names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
            : null;
    }
}
