using System.Globalization;

namespace EfficientMnist.LabelOracle.Storage;

/// <summary>Times are kept as ISO 8601 text in UTC: the same on both databases, sortable, and readable for people.</summary>
internal static class LedgerTime
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
