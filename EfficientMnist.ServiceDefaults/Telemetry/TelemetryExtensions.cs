using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace EfficientMnist.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    private const string OwnSources = "EfficientMnist.*";

    /// <summary>
    /// Traces, metrics and logs over OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says to. Name, endpoint, protocol
    /// and headers come from the standard OTEL_ environment variables that the AppHost sets.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IStartupFilter, HttpTelemetryStartupFilter>();
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
            logging.AddOtlpExporter();
        });
        builder.Services.AddSingleton(_ => Traces());
        builder.Services.AddSingleton(_ => Metrics());
        builder.Services.AddHostedService<TelemetryHostedService>();
    }

    private static TracerProvider Traces() => Sdk.CreateTracerProviderBuilder()
        .AddSource("Microsoft.AspNetCore", "System.Net.Http", "OpenTelemetry.Instrumentation.StackExchangeRedis", OwnSources)
        .AddOtlpExporter()
        .Build();

    private static MeterProvider Metrics() => Sdk.CreateMeterProviderBuilder()
        .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", OwnSources)
        .AddOtlpExporter()
        .Build();
}
