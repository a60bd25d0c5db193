using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace EfficientMnist.ServiceDefaults.Telemetry;

/// <summary>
/// Completes the framework's server span, which carries neither route nor status, and keeps health probes and
/// reflection out of the traces.
/// </summary>
internal sealed class HttpTelemetryMiddleware(RequestDelegate next)
{
    private static readonly string[] Untraced = ["/health", "/alive", "/grpc.health.", "/grpc.reflection."];

    public async Task InvokeAsync(HttpContext context)
    {
        var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (activity is not null && Array.Exists(Untraced, prefix => context.Request.Path.Value?.StartsWith(prefix, StringComparison.Ordinal) == true))
        {
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        await next(context);

        if (activity is not { IsAllDataRequested: true })
            return;
        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        if (activity.GetTagItem("rpc.system") is not null)
            return;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? context.Request.Path.Value;
        activity.DisplayName = $"{context.Request.Method} {route}";
        activity.SetTag("http.request.method", context.Request.Method);
        activity.SetTag("http.route", route);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            activity.SetStatus(ActivityStatusCode.Error);
    }
}
