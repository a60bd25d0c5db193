using Microsoft.AspNetCore.WebUtilities;

namespace EfficientMnist.Web.Access;

/// <summary>The way from the page into the Aspire dashboard, whose own login it brings along: who is logged in here is there, too.</summary>
internal static class DashboardLink
{
    /// <summary>The address on this page that leads there.</summary>
    public const string Path = "/dashboard";

    private const string AddressKey = "Dashboard:Url";
    private const string TokenKey = "Dashboard:Token";
    private const string TracePath = "/traces/detail/";

    /// <summary>Whether there is a dashboard.</summary>
    public static bool Exists(IConfiguration configuration) => configuration[AddressKey] is { Length: > 0 };

    /// <summary>The address on this page that leads to a trace; null where there is no dashboard or no trace.</summary>
    public static string? Trace(IConfiguration configuration, string traceId) => Exists(configuration) && traceId.Length > 0 ? $"{Path}?trace={Uri.EscapeDataString(traceId)}" : null;

    /// <summary><c>/dashboard</c>: goes on to the dashboard with its token, which so stands in no page. For the owner alone, as everything else.</summary>
    public static void MapDashboard(this WebApplication app) =>
        app.MapGet(Path, (string? trace, HttpContext context, IConfiguration configuration) =>
        {
            if (configuration[AddressKey] is not { Length: > 0 } address)
                return Results.NotFound();
            context.Response.Headers.CacheControl = "no-store";
            var wanted = string.IsNullOrEmpty(trace) ? "/" : TracePath + Uri.EscapeDataString(trace);
            return Results.Redirect(configuration[TokenKey] is { Length: > 0 } token
                ? QueryHelpers.AddQueryString(address.TrimEnd('/') + "/login", new Dictionary<string, string?> { ["t"] = token, ["returnUrl"] = wanted })
                : address.TrimEnd('/') + wanted);
        });
}
