using System.Globalization;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>The real Aspire dashboard of a running system, asked through its telemetry API.</summary>
internal sealed class Dashboard(Uri address, string apiKey) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, DefaultRequestHeaders = { { "x-api-key", apiKey } } };

    private const int Error = 17; // OTLP's SEVERITY_NUMBER_ERROR

    /// <summary>Spans with this name, as OTLP JSON objects.</summary>
    public async Task<IReadOnlyList<JsonElement>> SpansAsync(string name) =>
        [.. (await AskAsync("spans", "resourceSpans", "scopeSpans", "spans")).Select(found => found.Item).Where(span => span.GetProperty("name").GetString() == name)];

    /// <summary>Whether a service has logged such words, and not as an error.</summary>
    public async Task<bool> HasLoggedAsync(string words) =>
        (await LogsAsync()).Any(record => TextOf(record.Item).Contains(words, StringComparison.Ordinal) && record.Item.GetProperty("severityNumber").GetInt32() < Error);

    /// <summary>What services have logged since then as an error or worse: who, what, and the exception's message.</summary>
    public async Task<IReadOnlyList<string>> ErrorsAsync(DateTimeOffset since) =>
    [
        .. from record in await LogsAsync()
           where record.Item.TryGetProperty("severityNumber", out var severity) && severity.GetInt32() >= Error && TimeOf(record.Item) >= since
           select $"{record.Service}: {TextOf(record.Item)} {Attribute(record.Item, "exception.message")}",
    ];

    private Task<IReadOnlyList<(string? Service, JsonElement Item)>> LogsAsync() => AskAsync("logs", "resourceLogs", "scopeLogs", "logRecords");

    private static string TextOf(JsonElement record) => record.TryGetProperty("body", out var body) && body.TryGetProperty("stringValue", out var text) ? text.GetString() ?? "" : "";

    private static DateTimeOffset TimeOf(JsonElement record) =>
        DateTimeOffset.UnixEpoch.AddTicks(long.Parse(record.GetProperty("timeUnixNano").ToString(), CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick);

    private async Task<IReadOnlyList<(string? Service, JsonElement Item)>> AskAsync(string what, string resources, string scopes, string items)
    {
        var text = await _http.GetStringAsync(new Uri($"/api/telemetry/{what}?limit=100000", UriKind.Relative));
        return
        [
            .. from resource in Items(JsonSerializer.Deserialize<JsonElement>(text).GetProperty("data"), resources)
               let service = Attribute(resource.GetProperty("resource"), "service.name")
               from scope in Items(resource, scopes)
               from item in Items(scope, items)
               select (service, item),
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
