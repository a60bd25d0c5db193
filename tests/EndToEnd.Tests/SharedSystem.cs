using Aspire.Hosting;
using Aspire.Hosting.Testing;
using EfficientMnist.Contracts.Topology;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EndToEnd.Tests;

/// <summary>The one system that all tests use that neither end one nor need an empty one. Its AppHost runs in the tests' process.</summary>
public sealed class SharedSystem : SystemUnderTest, IAsyncLifetime
{
    private DistributedApplication? _application;

    /// <summary>What logs in to the dashboard's page; Aspire makes a new one at each start.</summary>
    public string DashboardToken => Configured("AppHost:BrowserToken");

    /// <summary>What the dashboard's interface for programs asks for; Aspire makes a new one at each start.</summary>
    public string DashboardKey => Configured("AppHost:DashboardApiKey");

    public async Task InitializeAsync()
    {
        string[] settings =
        [
            .. Settings,
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

    private string Configured(string key) => _application!.Services.GetRequiredService<IConfiguration>()[key]!;
}
