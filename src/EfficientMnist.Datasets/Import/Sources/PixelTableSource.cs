using System.Globalization;
using EfficientMnist.Datasets.Import.Tables;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>
/// Tables with an image in each row, as on Kaggle: a column for each pixel, a label before them where there is one; or one
/// column <c>pixels</c> with all of them, a label, and a column <c>Usage</c> that tells the part.
/// </summary>
internal static class PixelTableSource
{
    private const int LeastPixels = 16;

    /// <summary>Whether the first lines of a table look like that.</summary>
    public static bool Recognises(string path)
    {
        using var text = new StreamReader(path);
        var first = text.ReadLine() ?? "";
        var fields = first.Split(CsvRows.SeparatorOf(first));
        return fields.Length > LeastPixels || fields.Any(IsPixels);
    }

    public static ImportSource Of(string folder, string shown, IReadOnlyList<string> files) =>
        ArraySource.Together(shown, files.SelectMany(file => Read(Path.Combine(folder, file), file)).ToList());

    private static IEnumerable<(SourcePart, SourceSplit)> Read(string path, string name)
    {
        var (text, _) = TextFile.Read(path);
        using var reader = new StringReader(text);
        var columns = default(PixelColumns);
        Dictionary<SourcePart, (List<byte[]> Images, List<string?> Labels)> parts = [];
        foreach (var (line, fields) in CsvRows.Of(reader, name, CsvRows.SeparatorOf(text)))
        {
            if (columns is null)
            {
                columns = PixelColumns.Of(fields, name);
                if (columns.HasHeader) continue;
            }
            var part = columns.Usage is { } usage && usage < fields.Length ? SplitName.Of(fields[usage]) : null;
            var key = part ?? SplitName.In(name) ?? SourcePart.Train;
            if (!parts.TryGetValue(key, out var found)) parts[key] = found = ([], []);
            found.Images.Add(columns.Pixels(fields, line, name));
            found.Labels.Add(columns.Label is { } label ? fields[label] : null);
        }
        if (columns is null) throw new InvalidDataException($"'{name}' is empty.");
        foreach (var (part, (images, labels)) in parts)
        {
            var shape = PixelColumns.Shape(images[0].Length, name);
            if (images.Find(image => image.Length != shape.Pixels) is { } other)
                throw new InvalidDataException($"'{name}' has images of {shape.Pixels} and of {other.Length} pixels.");
            var pixels = new byte[checked(images.Count * shape.Pixels)];
            for (var i = 0; i < images.Count; i++) images[i].CopyTo(pixels, i * shape.Pixels);
            yield return (part, ArraySource.Of(name, shape, shape.Channels == 1 ? pixels : ArraySource.Planes(pixels, shape), columns.Label is null ? null : labels));
        }
    }

    private static bool IsPixels(string column) => column.Trim(' ', '"').Equals("pixels", StringComparison.OrdinalIgnoreCase);

    /// <summary>Which columns have what.</summary>
    private sealed record PixelColumns(bool HasHeader, int? Label, int? Usage, int? Packed, int First, int Columns)
    {
        private static readonly string[] LabelNames = ["label", "class", "emotion", "target", "category", "y"];

        public static PixelColumns Of(string[] first, string name)
        {
            var hasHeader = !Array.TrueForAll(first, field => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
            var label = hasHeader ? Array.FindIndex(first, field => LabelNames.Contains(field.ToLowerInvariant())) : IsSquare(first.Length) ? -1 : 0;
            int? labelColumn = label < 0 ? null : label;
            if (hasHeader && Array.FindIndex(first, IsPixels) is >= 0 and var packed)
                return new PixelColumns(true, labelColumn, Array.FindIndex(first, field => field.Equals("usage", StringComparison.OrdinalIgnoreCase)) is >= 0 and var usage ? usage : null, packed, 0, first.Length);
            if (label > 0 && label < first.Length - 1)
                throw new InvalidDataException($"'{name}' has its label in column {label + 1} of {first.Length}, between pixels. Move it to the front or the end.");
            return new PixelColumns(hasHeader, labelColumn, null, null, label == 0 ? 1 : 0, first.Length);
        }

        public byte[] Pixels(string[] fields, int line, string name)
        {
            if (fields.Length != Columns)
                throw new InvalidDataException($"Line {line} of '{name}' has {fields.Length} values instead of {Columns}.");
            var values = Packed is { } packed ? fields[packed].Split(' ', StringSplitOptions.RemoveEmptyEntries).AsSpan() : fields.AsSpan(First, Columns - (Label is null ? 0 : 1));
            var pixels = new byte[values.Length];
            for (var i = 0; i < pixels.Length; i++)
            {
                if (!byte.TryParse(values[i], NumberStyles.None, CultureInfo.InvariantCulture, out pixels[i]))
                    throw new InvalidDataException($"Line {line} of '{name}' has the pixel '{values[i]}' in column {First + i + 1}; expected are whole numbers from 0 to 255.");
            }
            return pixels;
        }

        public static ImageShape Shape(int pixels, string name)
        {
            foreach (var channels in (int[])[1, 3])
            {
                var side = (int)Math.Round(Math.Sqrt(pixels / (double)channels));
                if (side * side * channels == pixels) return new ImageShape(channels, side, side);
            }
            throw new InvalidDataException($"'{name}' has {pixels} pixels in a row, which are no square, grey or in three colours.");
        }

        private static bool IsSquare(int number) => (int)Math.Round(Math.Sqrt(number)) is var side && side * side == number;
    }
}
