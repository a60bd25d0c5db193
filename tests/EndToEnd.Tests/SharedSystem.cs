using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace EndToEnd.Tests;

/// <summary>The one system that all tests use that neither end one nor need an empty one. Its AppHost runs in the tests' process.</summary>
public sealed class SharedSystem : SystemUnderTest, IAsyncLifetime
{
    public const string DashboardToken = "login-token-of-the-tests";
    public const string DashboardKey = "api-key-of-the-tests";

    private DistributedApplication? _application;

    public async Task InitializeAsync()
    {
        string[] settings =
        [
            .. Settings,
            $"--ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN={DashboardToken}",
            $"--AppHost:DashboardApiKey={DashboardKey}",
            $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:{FreePorts.Take(1)[0]}",
            // The tests' clients are told the ports beforehand.
            "--DcpPublisher:RandomizePorts=false",
        ];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.EfficientMnist_AppHost>(
            settings, (options, _) => (options.DisableDashboard, options.EnableResourceLogging) = (false, false));
        _application = await builder.BuildAsync();
        await _application.StartAsync();
        await WaitUntilHealthyAsync();
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
        Forget();
    }

    private protected override string WhatItSaid() => "";
}
