using System.Globalization;
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.V1;
using Aspire.Hosting.Orchestration;
using Grpc.Core;
using Grpc.Net.Client;

namespace Aspire.DropIn.Tests.Dashboard;

public sealed class DashboardTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [DashboardFact]
    public async Task RealDashboard_BesideTheApplication_StartsAsksAndEndsWithIt()
    {
        using var deadline = new CancellationTokenSource(s_patience);
        var builder = Create();
        var started = TestLog.Capture(builder);
        builder.AddProject<Projects.Echo>("echo", launchProfileName: null).WithHttpEndpoint(env: "HTTP_PORT");
        var application = builder.Build();
        await application.StartAsync(deadline.Token);
        var login = await started.WaitForAsync("Login to the dashboard at ", deadline.Token);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var page = await client.GetAsync(new Uri(login.Split(' ')[^1]), deadline.Token);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, builder.Configuration["AppHost:DashboardUrl"] + "/api/telemetry/resources");
        request.Headers.Add("x-api-key", builder.Configuration["AppHost:DashboardApiKey"]);
        using var answer = await client.SendAsync(request, deadline.Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await application.StopAsync(deadline.Token);
        await application.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(builder.Configuration["AppHost:DashboardUrl"]!), deadline.Token));
    }

    [DashboardFact]
    public async Task ResourceService_WithTheKey_TellsResourcesLogsAndRunsCommands()
    {
        using var deadline = new CancellationTokenSource(s_patience);
        var builder = Create();
        var port = EndpointAllocator.FreePort();
        builder.Configuration["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{port}";
        var echo = builder.AddProject<Projects.Echo>("echo", launchProfileName: null)
            .WithHttpEndpoint(env: "HTTP_PORT")
            .WithHttpHealthCheck("/health")
            .WithCommand("greet", "Greet", _ => Task.FromResult(CommandResults.Success("hello")));
        builder.AddParameter("budget", "1000");
        await using var application = builder.Build();
        await application.StartAsync(deadline.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("echo", deadline.Token);

        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var client = new DashboardService.DashboardServiceClient(channel);
        var key = new Metadata { { "x-resource-service-api-key", builder.Configuration["AppHost:ResourceService:ApiKey"]! } };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.GetApplicationInformationAsync(new ApplicationInformationRequest()));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);

        using var watch = client.WatchResources(new WatchResourcesRequest(), key, cancellationToken: deadline.Token);
        Assert.True(await watch.ResponseStream.MoveNext(deadline.Token));
        var resources = watch.ResponseStream.Current.InitialData.Resources;
        var shown = resources.Single(resource => resource.DisplayName == "echo");
        Assert.Equal("Project", shown.ResourceType);
        Assert.Equal("Running", shown.State);
        Assert.Equal(Aspire.Hosting.Dashboard.V1.HealthStatus.Healthy, Assert.Single(shown.HealthReports).Status);
        Assert.Equal(echo.GetEndpoint("http").Url, Assert.Single(shown.Urls).FullUrl);
        Assert.Equal(["start", "stop", "restart", "greet"], shown.Commands.Select(command => command.Name).OrderBy(name => name == "greet"));
        Assert.Equal("Parameter", resources.Single(resource => resource.DisplayName == "budget").ResourceType);

        using var console = client.WatchResourceConsoleLogs(new WatchResourceConsoleLogsRequest { ResourceName = shown.Name }, key, cancellationToken: deadline.Token);
        var lines = new List<string>();
        while (!lines.Exists(line => line.EndsWith("starts", StringComparison.Ordinal)) && await console.ResponseStream.MoveNext(deadline.Token))
            lines.AddRange(console.ResponseStream.Current.LogLines.Select(line => line.Text));

        var greeted = await client.ExecuteResourceCommandAsync(
            new ResourceCommandRequest { CommandName = "greet", ResourceName = shown.Name, ResourceType = "Project" }, key, cancellationToken: deadline.Token);
        Assert.Equal((ResourceCommandResponseKind.Succeeded, "hello"), (greeted.Kind, greeted.Message));
        var stopped = await client.ExecuteResourceCommandAsync(
            new ResourceCommandRequest { CommandName = "stop", ResourceName = shown.Name, ResourceType = "Project" }, key, cancellationToken: deadline.Token);
        Assert.Equal(ResourceCommandResponseKind.Succeeded, stopped.Kind);
        while (await watch.ResponseStream.MoveNext(deadline.Token))
            if (watch.ResponseStream.Current.Changes.Value.Any(change => change.Upsert is { DisplayName: "echo", State: "Exited" }))
                break;
    }

    [DashboardFact]
    public async Task Projects_WithADashboard_SendTheirTelemetryThere()
    {
        using var deadline = new CancellationTokenSource(s_patience);
        var builder = Create("--environment", "Development");
        var otlp = EndpointAllocator.FreePort();
        builder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{otlp}";
        builder.AddProject<Projects.Echo>("echo", launchProfileName: null).WithHttpEndpoint(env: "HTTP_PORT");
        await using var application = builder.Build();
        await application.StartAsync(deadline.Token);
        var running = await application.ResourceNotifications.WaitForResourceAsync("echo", change => change.Snapshot.State?.Text == KnownResourceStates.Running, deadline.Token);
        var environment = running.Snapshot.EnvironmentVariables.ToDictionary(variable => variable.Name, variable => variable.Value);

        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{otlp}"), environment["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal($"x-otlp-api-key={builder.Configuration["AppHost:OtlpApiKey"]}", environment["OTEL_EXPORTER_OTLP_HEADERS"]);
        Assert.Equal("grpc", environment["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("1000", environment["OTEL_BSP_SCHEDULE_DELAY"]);
    }

    [DashboardFact]
    public async Task RealDashboard_ThatDies_IsStartedAgain()
    {
        using var deadline = new CancellationTokenSource(s_patience);
        var builder = Create();
        var log = TestLog.Capture(builder);
        await using var application = builder.Build();
        await application.StartAsync(deadline.Token);
        await log.WaitForAsync("Login to the dashboard at ", deadline.Token);

        var port = new Uri(builder.Configuration["AppHost:DashboardUrl"]!).Port;
        System.Diagnostics.Process.GetProcessById(Processes.WithEnvironment($"ASPNETCORE_URLS=http://localhost:{port}")).Kill();
        await log.WaitForAsync("The dashboard ended", deadline.Token);
        await log.WaitForAsync("Login to the dashboard at ", deadline.Token);
    }

    [Fact]
    public void Settings_PortInUse_TakesAnother()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var builder = Create();
        builder.Configuration["ASPNETCORE_URLS"] = $"http://localhost:{((IPEndPoint)taken.LocalEndpoint).Port}";
        builder.Configuration["AppHost:BrowserToken"] = "token";
        var free = EndpointAllocator.FreePort();
        builder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{free}";
        var settings = Hosting.Dashboard.DashboardSettings.Read(builder.Configuration, builder.Environment, new DistributedApplicationOptions());

        Assert.NotEqual(((IPEndPoint)taken.LocalEndpoint).Port, settings.Port);
        Assert.Equal(free, settings.OtlpGrpcPort);
        Assert.Equal($"{settings.Url}/login?t=token", settings.LoginUrl);
    }

    [Fact]
    public async Task Dashboard_NotInstalled_IsSkippedWithOneLine()
    {
        using var deadline = new CancellationTokenSource(s_patience);
        var builder = Create();
        builder.Configuration["ASPIRE_DASHBOARD_PATH"] = "/no/such/dashboard";
        var log = TestLog.Capture(builder);
        await using var application = builder.Build();
        await application.StartAsync(deadline.Token);

        await log.WaitForAsync("No dashboard", deadline.Token);
        Assert.Null(builder.Configuration["AppHost:DashboardUrl"]);
    }

    private static IDistributedApplicationBuilder Create(params string[] args) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args });
}
