using System.Diagnostics;
using System.Diagnostics.Metrics;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Polly;
using Polly.Telemetry;

namespace EfficientMnist.ServiceDefaults.Tests;

public sealed class TelemetryTests : IDisposable
{
    private const string Method = "efficientmnist.v1.DatasetStoreService/GetDataset";

    // Other tests' spans are seen, too: what is listened to is listened to in the whole process.
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly SpanRecorder _recorder = new();

    public void Dispose() => _recorder.Dispose();

    [Fact]
    public async Task Call_BetweenServices_IsOneSpanOfTheCallerAndOneOfTheServiceUnderIt()
    {
        await using (var service = await StartAsync())
        {
            using var root = Root();
            await service.CreateServiceClient().GetDatasetAsync(new GetDatasetRequest { Name = "fine" });
        }

        var spans = Spans();
        Assert.Equal(2, spans.Count);
        var client = Assert.Single(spans, span => span.Kind == ActivityKind.Client);
        var server = Assert.Single(spans, span => span.Kind == ActivityKind.Server);
        Assert.Equal(client.SpanId, server.ParentSpanId);
        Assert.All(spans, span =>
        {
            Assert.Equal((Method, ActivityStatusCode.Unset), (span.DisplayName, span.Status));
            Assert.Equal("grpc", span.GetTagItem("rpc.system.name"));
            Assert.Equal(Method, span.GetTagItem("rpc.method"));
            Assert.Equal("OK", span.GetTagItem("rpc.response.status_code"));
        });
    }

    [Theory]
    [InlineData("missing", "NOT_FOUND", ActivityStatusCode.Unset)]
    [InlineData("bug", "INTERNAL", ActivityStatusCode.Error)]
    public async Task Call_ThatFails_TellsItsStatusAndIsAnErrorOfTheServiceWhereItIsAtFault(string failure, string code, ActivityStatusCode atTheService)
    {
        await using (var service = await StartAsync())
        {
            using var root = Root();
            await Assert.ThrowsAsync<RpcException>(async () => await service.CreateServiceClient().GetDatasetAsync(new GetDatasetRequest { Name = failure }));
        }

        var spans = Spans();
        Assert.All(spans, span => Assert.Equal(code, span.GetTagItem("rpc.response.status_code")));
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(spans, span => span.Kind == ActivityKind.Client).Status);
        Assert.Equal(atTheService, Assert.Single(spans, span => span.Kind == ActivityKind.Server).Status);
    }

    [Fact]
    public async Task Request_OfAPage_IsNamedAfterItsRoute()
    {
        await using (var service = await StartAsync())
        {
            using var root = Root();
            using var http = new HttpClient();
            using var response = await http.GetAsync(new Uri(service.Urls[1], "/pages/7"));
        }

        var server = Assert.Single(Spans(), span => span.Kind == ActivityKind.Server);
        Assert.Equal("GET /pages/{number}", server.DisplayName);
        Assert.Equal(200, server.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task Probe_OfAService_LeavesNoSpan()
    {
        using var source = new ActivitySource("EfficientMnist.Test");
        var checks = 0;
        await using (var service = await StartAsync(services => services.AddHealthChecks().AddCheck("own", () =>
        {
            using var span = source.StartActivity("check");
            checks++;
            return HealthCheckResult.Healthy();
        })))
        {
            using var root = Root();
            using var http = new HttpClient();
            using var ready = await http.GetAsync(new Uri(service.Urls[1], "/health"));
            using var live = await http.GetAsync(new Uri(service.Urls[1], "/alive"));
            await new Health.HealthClient(service.Channel).CheckAsync(new HealthCheckRequest());
            using var reflection = new ServerReflection.ServerReflectionClient(service.Channel).ServerReflectionInfo();
            await reflection.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
            await reflection.RequestStream.CompleteAsync();
            Assert.True(await reflection.ResponseStream.MoveNext(CancellationToken.None));
        }

        // Those who ask over gRPC are clients of their own, outside the services.
        Assert.All(Spans(), span => Assert.Equal("OpenTelemetry.Instrumentation.GrpcNetClient", span.Source.Name));
        Assert.InRange(checks, 2, int.MaxValue);
    }

    // The last one is a page, to tell that this service's requests are traced at all.
    [Theory]
    [InlineData("/health", 0)]
    [InlineData("/alive", 0)]
    [InlineData("/images/fashion-mnist/train/7.png", 0)]
    [InlineData("/images/fashion-mnist/train/7/original", 0)]
    [InlineData("/live?run=r", 0)]
    [InlineData("/runs/r/label/queue", 0)]
    [InlineData("/lib/uPlot.min.js", 0)]
    [InlineData("/app.css", 0)]
    [InlineData("/favicon.svg", 0)]
    [InlineData("/runs/r/label/claim", 1)]
    [InlineData("/pages/7", 1)]
    public async Task Request_ThatNobodyLooksFor_LeavesNoSpan(string path, int spans)
    {
        await using (var service = await StartAsync())
        {
            using var root = Root();
            using var http = new HttpClient();
            using var response = await http.GetAsync(new Uri(service.Urls[1], path));
        }

        Assert.Equal(spans, Spans().Count(span => span.Kind == ActivityKind.Server));
    }

    [Fact]
    public async Task Metrics_OfAService_AreItsOwnAndThoseOfServerClientsRuntimeAndRetries()
    {
        using var meter = new Meter("EfficientMnist.Test");
        var own = meter.CreateCounter<int>("eml.test");
        using var metrics = new MetricNames();
        await using (var service = await TestService.StartAsync(
            builder => builder.Services.ConfigureOpenTelemetryMeterProvider(meters => meters.AddReader(new BaseExportingMetricReader(metrics))),
            "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1"))
        {
            own.Add(1);
            await service.Client.GetDatasetAsync(new GetDatasetRequest { Name = "fine" });
            new ResiliencePipelineBuilder().AddRetry(new()).ConfigureTelemetry(new TelemetryOptions()).Build().Execute(() => { });
        }

        Assert.Superset(
            new HashSet<string> { "eml.test", "http.server.request.duration", "http.client.request.duration", "kestrel.active_connections", "dotnet.gc.collections", "resilience.polly.pipeline.duration" },
            metrics.Names.ToHashSet());
    }

    private Activity Root() => new Activity("test").SetParentId(_trace, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded).Start();

    private IReadOnlyList<Activity> Spans() => [.. _recorder.Spans.Where(span => span.TraceId == _trace)];

    private Task<TestService> StartAsync() => StartAsync(_ => { });

    private async Task<TestService> StartAsync(Action<IServiceCollection> configure)
    {
        // Nothing listens at the address; the recorder sees the spans before they are sent.
        var service = await TestService.StartAsync(
            builder => configure(builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(_recorder))),
            "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1",
            "--OTEL_TRACES_SAMPLER=always_on");
        service.Configuration["services:dataset-store:grpc:0"] = service.Urls[0].ToString();
        return service;
    }
}
