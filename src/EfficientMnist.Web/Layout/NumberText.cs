using System.Globalization;

namespace EfficientMnist.Web.Layout;

/// <summary>Numbers in addresses, which people may write as they like: what is none is as if it were not there.</summary>
internal static class NumberText
{
    public static int? Of(string? text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
