using Grpc.DropIn.Tests.Echoing;
using Microsoft.AspNetCore.Builder;

namespace Grpc.DropIn.Tests.Peering;

public sealed class OwnServer : IEchoServer, IAsyncLifetime
{
    private WebApplication? _app;

    public string Address => _app!.Address();

    public async Task InitializeAsync() => _app = await EchoHost.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");

    public async Task DisposeAsync() => await _app!.DisposeAsync();
}
