using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where projects send their traces, logs and metrics. Without a dashboard of ours that is their own affair.</summary>
internal sealed class TelemetryTarget
{
    public string? Endpoint { get; set; }

    public string? ApiKey { get; set; }

    public void AddTo(Dictionary<string, object> variables, ResourceInstance instance, bool promptly)
    {
        // The dashboard finds a resource's telemetry by these two.
        variables["OTEL_SERVICE_NAME"] = instance.Resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance.Suffix}";
        if (Endpoint is null)
            return;
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        if (ApiKey is not null)
            variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={ApiKey}";
        if (!promptly)
            return;
        variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
    }
}
