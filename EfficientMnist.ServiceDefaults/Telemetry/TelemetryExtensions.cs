using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace EfficientMnist.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    private const string OwnSources = "EfficientMnist.*";
    private const string Retries = "Polly";

    // Probes, pictures of images by the dozen, and streams that stand as long as a page is open.
    private static readonly string[] Untraced = ["/health", "/alive", "/grpc.health.", "/grpc.reflection.", "/images/", "/live", "/lib/", "/fonts/", "/latent/"];

    // The page's own files.
    private static readonly string[] UntracedEndings = [".js", ".css", ".svg", "/label/queue"];

    /// <summary>
    /// Traces, metrics and logs over OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says to. Name, endpoint, protocol
    /// and headers come from the standard OTEL_ environment variables that the AppHost sets.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        // Names the server spans of calls after the method and gives them the gRPC status.
        builder.Configuration.AddInMemoryCollection([new("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_ENABLE_GRPC_INSTRUMENTATION", "true")]);
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithTracing(traces => traces
                .AddSource(OwnSources)
                // The AppHost asks for every span, whatever its parent; this leaves out what follows from an untraced request as well, in other services, too.
                .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
                .AddAspNetCoreInstrumentation(options => options.Filter = context => IsTraced(context.Request.Path.Value))
                // One span per call: the HTTP request under it would tell the same again.
                .AddGrpcClientInstrumentation(options => options.SuppressDownstreamInstrumentation = true)
                .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = request => IsTraced(request.RequestUri?.AbsolutePath)))
            .WithMetrics(metrics => metrics
                .AddMeter(OwnSources, Retries)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .UseOtlpExporter();
    }

    /// <summary>Whether a request to this path is a trace that somebody may look for.</summary>
    internal static bool IsTraced(string? path) =>
        path is null || (!Array.Exists(Untraced, prefix => path.StartsWith(prefix, StringComparison.Ordinal)) && !Array.Exists(UntracedEndings, ending => path.EndsWith(ending, StringComparison.Ordinal)));
}
