namespace EfficientMnist.Web.Layout;

/// <summary>Addresses with a query, of the parts that are set.</summary>
internal static class QueryText
{
    public static string Of(string path, params (string Name, string? Value)[] parts)
    {
        var set = parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").ToList();
        return set.Count == 0 ? path : $"{path}?{string.Join('&', set)}";
    }
}
