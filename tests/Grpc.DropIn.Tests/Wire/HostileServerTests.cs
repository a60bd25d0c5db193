using System.Net;
using Grpc.Core;
using Grpc.DropIn.Tests.Echoing;
using Grpc.DropIn.Tests.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.DropIn.Tests.Wire;

// Our client and what servers and proxies may answer.
public sealed class HostileServerTests
{
    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    public Task Client_HttpStatus_BecomesItsGrpcStatus(int http, StatusCode expected) => AssertStatusAsync(expected, context =>
    {
        context.Response.StatusCode = http;
        return Task.CompletedTask;
    });

    [Fact]
    public Task Client_OtherContentType_IsUnknown() => AssertStatusAsync(StatusCode.Unknown, context =>
    {
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<p>hello</p>");
    });

    [Fact]
    public Task Client_NoStatus_IsUnknown() => AssertStatusAsync(StatusCode.Unknown, context => SendAsync(context, RawCall.Frame(new EchoReply())));

    [Fact]
    public Task Client_TrailersOnly_GivesItsStatus() => AssertStatusAsync(StatusCode.PermissionDenied, context =>
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = "7";
        return Task.CompletedTask;
    });

    [Fact]
    public Task Client_OkWithoutMessage_IsInternal() => AssertStatusAsync(StatusCode.Internal, context => SendAsync(context, [], "0"));

    [Fact]
    public Task Client_TruncatedMessage_IsInternal() => AssertStatusAsync(StatusCode.Internal, context => SendAsync(context, [0, 0, 0, 0, 9, 1], "0"));

    [Fact]
    public Task Client_TwoMessagesToOneResponse_IsInternal()
        => AssertStatusAsync(StatusCode.Internal, context => SendAsync(context, [.. RawCall.Frame(new EchoReply()), .. RawCall.Frame(new EchoReply())], "0"));

    [Fact]
    public Task Client_UnexpectedFlag_IsInternal() => AssertStatusAsync(StatusCode.Internal, context => SendAsync(context, [9, 0, 0, 0, 0], "0"));

    [Fact]
    public Task Client_AnnouncedGigabytes_IsResourceExhaustedAtOnce()
        => AssertStatusAsync(StatusCode.ResourceExhausted, context => SendAsync(context, [0, 255, 255, 255, 255], "0"));

    [Fact]
    public Task Client_UnknownStatusNumber_IsUnknown() => AssertStatusAsync(StatusCode.Unknown, context => SendAsync(context, [], "77"));

    [Fact]
    public Task Client_StreamResetInTheMiddle_Fails() => AssertStatusAsync(StatusCode.Internal, async context =>
    {
        await SendAsync(context, [0, 0, 0, 0, 9, 1]);
        context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(2);
    });

    [Fact]
    public async Task Client_NobodyListens_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");

        var failure = await Assert.ThrowsAsync<RpcException>(() => new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()).ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.NotNull(failure.Status.DebugException);
    }

    [Fact]
    public async Task Client_ServerThatGoesAway_IsUnavailableAndRecovers()
    {
        var app = await EchoHost.StartAsync();
        var port = new Uri(app.Address()).Port;
        using var channel = GrpcChannel.ForAddress(app.Address());
        var client = new Echo.EchoClient(channel);
        await client.UnaryAsync(new EchoRequest());
        await app.DisposeAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => client.UnaryAsync(new EchoRequest()).ResponseAsync);
        await using var second = await StartAsync(context => SendAsync(context, RawCall.Frame(new EchoReply { Text = "again" }), "0"), port);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal("again", (await client.UnaryAsync(new EchoRequest())).Text);
    }

    private static async Task SendAsync(HttpContext context, byte[] body, string? status = null)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(body);
        await context.Response.Body.FlushAsync();
        if (status is not null)
            context.Response.AppendTrailer("grpc-status", status);
    }

    private static async Task AssertStatusAsync(StatusCode expected, RequestDelegate answer)
    {
        await using var app = await StartAsync(answer, 0);
        using var channel = GrpcChannel.ForAddress(app.Address());
        var client = new Echo.EchoClient(channel);

        var failure = await Assert.ThrowsAsync<RpcException>(() => client.UnaryAsync(new EchoRequest()).ResponseAsync.WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal(expected, failure.StatusCode);
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
