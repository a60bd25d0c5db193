using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
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

    public static async Task<TestService> StartAsync(params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(["--GRPC_PORT=0", "--HTTP_PORT=0", .. settings]);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.MapGrpcService<ThrowingDatasetStore>();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        return new TestService(app);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
    }
}
