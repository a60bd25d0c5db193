using System.Globalization;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>Numbers of things in sentences.</summary>
internal static class Count
{
    /// <summary>Such as <c>1 file</c> and <c>2,000 files</c>.</summary>
    public static string Of(int count, string thing) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {thing}{(count == 1 ? "" : thing.EndsWith("ss", StringComparison.Ordinal) ? "es" : "s")}");

    /// <summary>The first of some names, quoted, and that there are more where there are.</summary>
    public static string Some(IReadOnlyList<string> names, int shown = 5) =>
        string.Join(", ", names.Take(shown).Select(name => $"'{name}'")) + (names.Count > shown ? ", …" : "");
}
