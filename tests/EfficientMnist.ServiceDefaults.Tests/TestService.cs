using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EfficientMnist.ServiceDefaults.Tests;

/// <summary>A service with the defaults, on free ports.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private TestService(WebApplication app)
    {
        _app = app;
        Urls = [.. app.Urls.Select(url => new Uri(url))];
        _channel = GrpcChannel.ForAddress(Urls[0]);
    }

    /// <summary>The gRPC address, then the HTTP one.</summary>
    public IReadOnlyList<Uri> Urls { get; }

    public ChannelBase Channel => _channel;

    public DatasetStoreService.DatasetStoreServiceClient Client => new(_channel);

    /// <summary>The settings, which may change while the service runs.</summary>
    public IConfiguration Configuration => _app.Configuration;

    /// <summary>The client that the service itself has of the service <c>dataset-store</c>, made anew.</summary>
    public DatasetStoreService.DatasetStoreServiceClient CreateServiceClient() =>
        _app.Services.GetRequiredService<DatasetStoreService.DatasetStoreServiceClient>();

    public static Task<TestService> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    public static async Task<TestService> StartAsync(Action<WebApplicationBuilder> configure, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(["--GRPC_PORT=0", "--HTTP_PORT=0", .. settings]);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddServiceClient<DatasetStoreService.DatasetStoreServiceClient>(ServiceNames.DatasetStore);
        configure(builder);
        var app = builder.Build();
        app.MapGrpcService<ThrowingDatasetStore>();
        app.MapDefaultEndpoints();
        app.MapGet("/pages/{number}", (int number) => number);
        await app.StartAsync();
        return new TestService(app);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
    }
}
