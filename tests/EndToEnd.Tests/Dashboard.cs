using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>The real Aspire dashboard of a running system, asked through its telemetry API.</summary>
internal sealed class Dashboard(Uri address, string apiKey) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, DefaultRequestHeaders = { { "x-api-key", apiKey } } };

    /// <summary>Spans with this name, as OTLP JSON objects.</summary>
    public async Task<IReadOnlyList<JsonElement>> SpansAsync(string name)
    {
        var text = await _http.GetStringAsync(new Uri("/api/telemetry/spans?limit=100000", UriKind.Relative));
        using var document = JsonDocument.Parse(text);
        return
        [
            .. from resource in Items(document.RootElement.GetProperty("data"), "resourceSpans")
               from scope in Items(resource, "scopeSpans")
               from span in Items(scope, "spans")
               where span.GetProperty("name").GetString() == name
               select span.Clone(),
        ];
    }

    /// <summary>An attribute's value as text; null where the span has none of this key.</summary>
    public static string? Attribute(JsonElement span, string key) => Items(span, "attributes")
        .Where(attribute => attribute.GetProperty("key").GetString() == key)
        .Select(attribute => attribute.GetProperty("value").EnumerateObject().First().Value.ToString())
        .FirstOrDefault();

    public void Dispose() => _http.Dispose();

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var items) ? items.EnumerateArray() : default;
}
