using System.Globalization;

namespace EfficientMnist.Datasets.Import.Classes;

/// <summary>The order of classes, which is the order of their labels.</summary>
internal static class ClassOrder
{
    /// <summary>Each class once: numbers in numerical order, otherwise names in the order of their characters.</summary>
    public static string[] Of(IEnumerable<string> labels)
    {
        var names = labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return Array.TrueForAll(names, name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture))]
            : names;
    }
}
