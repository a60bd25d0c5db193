using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Grpc.DropIn.Tests.Peering;
using Grpc.DropIn.Tests.V1;

namespace Grpc.DropIn.Tests.Wire;

public sealed class HostileClientTests(OwnServer server) : IClassFixture<OwnServer>
{
    private const string Internal = "13";
    private const string ResourceExhausted = "8";
    private const string Unimplemented = "12";

    [Theory]
    [InlineData(new byte[] { }, Internal)]
    [InlineData(new byte[] { 0, 0, 0 }, Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1, 2 }, Internal)]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 }, Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 255, 255 }, Internal)]
    [InlineData(new byte[] { 1, 0, 0, 0, 2, 1, 2 }, Internal)]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 }, ResourceExhausted)]
    [InlineData(new byte[] { 0, 0, 64, 0, 1 }, ResourceExhausted)]
    public async Task Server_MalformedFrame_AnswersWithItsStatus(byte[] body, string status)
    {
        var answer = await RawCall.SendAsync(server.Address, RawCall.UnaryPath, body);

        Assert.Equal((HttpStatusCode.OK, status), (answer.Http, answer.Status));
        await AssertServesAsync();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpcx")]
    [InlineData("text/plain")]
    public async Task Server_OtherContentType_Answers415(string contentType)
        => Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await RawCall.SendAsync(server.Address, RawCall.UnaryPath, [], contentType)).Http);

    [Fact]
    public async Task Server_ContentTypeWithSuffix_IsServed()
        => Assert.Equal("0", (await RawCall.SendAsync(server.Address, RawCall.UnaryPath, RawCall.Frame(new EchoRequest()), "application/grpc+proto")).Status);

    [Theory]
    [InlineData("/grpc.dropin.tests.v1.Echo/Nothing")]
    [InlineData("/no.such.Service/Method")]
    public async Task Server_UnknownMethod_IsUnimplemented(string path)
        => Assert.Equal(Unimplemented, (await RawCall.SendAsync(server.Address, path, RawCall.Frame(new EchoRequest()))).Status);

    [Fact]
    public async Task Server_UnknownEncoding_IsUnimplemented()
        => Assert.Equal(Unimplemented, (await RawCall.SendAsync(server.Address, RawCall.UnaryPath, RawCall.Frame(1, [1]), headers: ("grpc-encoding", "brotli"))).Status);

    [Fact]
    public async Task Server_GzipBomb_IsResourceExhausted()
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(new byte[100_000_000]);

        var answer = await RawCall.SendAsync(server.Address, RawCall.UnaryPath, RawCall.Frame(1, buffer.ToArray()), headers: ("grpc-encoding", "gzip"));

        Assert.Equal(ResourceExhausted, answer.Status);
    }

    [Fact]
    public async Task Server_BrokenGzip_IsInternal()
        => Assert.Equal(Internal, (await RawCall.SendAsync(server.Address, RawCall.UnaryPath, RawCall.Frame(1, [1, 2, 3]), headers: ("grpc-encoding", "gzip"))).Status);

    [Theory]
    [InlineData("soon")]
    [InlineData("1")]
    [InlineData("123456789m")]
    [InlineData("-1S")]
    public async Task Server_MalformedTimeout_IsInternal(string timeout)
        => Assert.Equal(Internal, (await RawCall.SendAsync(server.Address, RawCall.UnaryPath, RawCall.Frame(new EchoRequest()), headers: ("grpc-timeout", timeout))).Status);

    [Fact]
    public async Task Server_BrokenBinaryMetadata_IsInternal()
        => Assert.Equal(Internal, (await RawCall.SendAsync(server.Address, RawCall.UnaryPath, RawCall.Frame(new EchoRequest()), headers: ("x-echo-blob-bin", "***"))).Status);

    [Fact]
    public async Task Server_GarbageOnTheSocket_StaysUp()
    {
        var address = new Uri(server.Address);
        for (var i = 0; i < 20; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(address.Host, address.Port);
            await socket.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
            await socket.GetStream().WriteAsync(Enumerable.Repeat((byte)(i * 11), 500).ToArray());
        }

        await AssertServesAsync();
    }

    [Fact]
    public async Task Server_ClientThatVanishesInTheMiddleOfAMessage_StaysUp()
    {
        for (var i = 0; i < 20; i++)
        {
            using var handler = new SocketsHttpHandler();
            using var invoker = new HttpMessageInvoker(handler);
            using var source = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(server.Address), RawCall.CollectPath))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new StreamContent(new HangingStream([0, 0, 0, 1, 0, 1, 2, 3], source.Cancel)),
            };
            request.Content.Headers.ContentType = new("application/grpc");

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invoker.SendAsync(request, source.Token));
        }

        await AssertServesAsync();
    }

    private async Task AssertServesAsync()
        => Assert.Equal("0", (await RawCall.SendAsync(server.Address, RawCall.UnaryPath, RawCall.Frame(new EchoRequest { Text = "x" }))).Status);
}
