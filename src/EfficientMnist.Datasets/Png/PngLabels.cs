using System.Globalization;
using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Png;

/// <summary>Class names of the images of a folder: from labels.csv (file,label) where there is one, else from the class folders.</summary>
internal static class PngLabels
{
    /// <summary>Class name of each image, in id order.</summary>
    public static string[] Names(PngFolder folder)
    {
        var table = Path.Combine(folder.Folder, PngFolder.LabelTable);
        if (!File.Exists(table)) return [.. folder.Images.Select(image => image[..image.IndexOf('/', StringComparison.Ordinal)])];
        var labels = ReadTable(table);
        return [.. folder.Images.Select(image => labels.TryGetValue(image, out var label)
            ? label
            : throw new InvalidDataException($"'{table}' has no label for '{image}'. Add the line '{image},<label>' or take the image out of the folder."))];
    }

    /// <summary>All classes of some folders.</summary>
    public static string[] Classes(IEnumerable<PngFolder> folders) => Ordered(folders.SelectMany(Names));

    /// <summary>Each class once: numbers in numerical order, otherwise names in the order of their characters.</summary>
    public static string[] Ordered(IEnumerable<string> labels)
    {
        var names = labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return Array.TrueForAll(names, name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture))]
            : names;
    }

    /// <summary>Label by file of a labels.csv.</summary>
    public static Dictionary<string, string> ReadTable(string table)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(table))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var comma = line.LastIndexOf(',');
            var (file, label) = comma < 0 ? ("", "") : (Unquote(line[..comma]), Unquote(line[(comma + 1)..]));
            if (number == 1 && file == "file" && label == "label") continue;
            if (file.Length == 0 || label.Length == 0) throw Damaged.File(table, $"line {number} is not 'file,label': '{line}'");
            if (!labels.TryAdd(file, label)) throw Damaged.File(table, $"line {number} names '{file}' for the second time");
        }
        return labels;
    }

    private static string Unquote(string field)
    {
        var text = field.Trim();
        return text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }
}
