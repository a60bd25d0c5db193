using System.Globalization;

namespace EfficientMnist.Web.Layout;

/// <summary>How figures read on the pages.</summary>
internal static class Text
{
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double? share, int digits = 1) =>
        share is { } value ? (100 * value).ToString("F" + digits, CultureInfo.InvariantCulture) + " %" : "–";

    public static string Score(double score) => score.ToString("G4", CultureInfo.InvariantCulture);

    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds) || seconds < 0)
            return "–";
        var time = TimeSpan.FromSeconds(seconds);
        return time switch
        {
            { TotalSeconds: < 60 } => $"{time.Seconds} s",
            { TotalMinutes: < 60 } => $"{time.Minutes} min {time.Seconds} s",
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        };
    }

    /// <summary>Such as 3 min ago, or the date once that says more.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) => (now - then) switch
    {
        { TotalSeconds: < 45 } => "just now",
        { TotalMinutes: < 60 } and var age => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, age.TotalMinutes):0} min ago"),
        { TotalHours: < 24 } and var age => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h ago"),
        _ => then.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
    };

    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
