using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Grpc;

/// <summary>Answers with what it was sent; run as a process of its own, as the Python peer is.</summary>
internal static class EchoServer
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        await using var app = builder.Build();
        app.MapGrpcService<EchoService>();
        await app.StartAsync();
        Console.WriteLine(new Uri(app.Urls.First()).Port);
        // The parent closes standard input when it is done.
        await Console.In.ReadToEndAsync();
    }

    internal sealed class EchoService : Echo.EchoBase
    {
        public override Task<EchoMessage> Say(EchoMessage request, ServerCallContext context) => Task.FromResult(request);
    }
}
