using Google.Protobuf;
using Grpc.Core;
using Grpc.DropIn.Tests.V1;
using Grpc.Net.Client;

namespace Grpc.DropIn.Tests.Peering;

// Our client against one server; the derived classes name it.
public abstract class OwnClientTests : IDisposable
{
    private const int FourMegabytes = 4 * 1024 * 1024;

    private static readonly byte[] Blob = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    private readonly GrpcChannel _channel;
    private readonly Echo.EchoClient _client;

    protected OwnClientTests(IEchoServer server)
    {
        _channel = GrpcChannel.ForAddress(server.Address);
        _client = new Echo.EchoClient(_channel);
    }

    // HttpClient sends the values of one key as one header, joined by commas, which the protocol allows.
    protected virtual bool ServerSplitsJoinedValues => true;

    [PeersFact]
    public async Task Unary_TextAndPayload_ComeBack()
    {
        var request = new EchoRequest { Text = "grüße", Payload = ByteString.CopyFrom(new byte[3_900_000]) };

        var reply = await _client.UnaryAsync(request);

        Assert.Equal((request.Text, request.Payload, 3_900_000), (reply.Text, reply.Payload, reply.Count));
        Assert.Equal("x", _client.Unary(new EchoRequest { Text = "x" }).Text);
    }

    [PeersFact]
    public async Task Expand_ManyReplies_ComeInOrder()
    {
        using var call = _client.Expand(new EchoRequest { Text = "n", Count = 200 });

        var texts = await call.ResponseStream.ReadAllAsync().Select(reply => reply.Text).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"n{i}"), texts);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [PeersFact]
    public async Task Collect_ManyRequests_AreAllCounted()
    {
        using var call = _client.Collect();
        for (var i = 0; i < 100; i++)
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}," });
        await call.RequestStream.CompleteAsync();

        var reply = await call;

        Assert.Equal((100, string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},"))), (reply.Count, reply.Text));
    }

    [PeersFact]
    public async Task Chat_EachRequestAfterTheLastReply_IsAnsweredAtOnce()
    {
        using var call = _client.Chat();
        for (var i = 0; i < 50; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"{i}", call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext());
    }

    [PeersFact]
    public async Task Metadata_TextAndBinary_ComesBackInHeadersAndTrailers()
    {
        var sent = new Metadata { { "x-echo-text", "plain text" }, { "x-echo-blob-bin", Blob } };
        if (ServerSplitsJoinedValues)
            sent.Add("x-echo-blob-bin", [1]);
        using var unary = _client.UnaryAsync(new EchoRequest(), sent);
        await unary;
        using var stream = _client.Expand(new EchoRequest { Count = 1 }, sent);
        var streamHeaders = await stream.ResponseHeadersAsync;
        await stream.ResponseStream.ReadAllAsync().CountAsync();

        foreach (var received in new[] { await unary.ResponseHeadersAsync, unary.GetTrailers(), streamHeaders, stream.GetTrailers() })
        {
            Assert.Equal("plain text", received.GetValue("x-echo-text"));
            Assert.Equal(sent.GetAll("x-echo-blob-bin").Select(entry => entry.ValueBytes), received.GetAll("x-echo-blob-bin").Select(entry => entry.ValueBytes));
        }
    }

    [PeersFact]
    public async Task Status_WithDetails_ArrivesInEveryShape()
    {
        var request = new EchoRequest { StatusCode = (int)StatusCode.FailedPrecondition, StatusDetail = "100 % süß\nzwei", Payload = ByteString.CopyFrom(0, 1, 255) };
        using var collect = _client.Collect();
        await collect.RequestStream.WriteAsync(request);
        using var chat = _client.Chat();
        await chat.RequestStream.WriteAsync(request);

        Task[] calls =
        [
            _client.UnaryAsync(request).ResponseAsync,
            collect.ResponseAsync,
            _client.Expand(request).ResponseStream.MoveNext(),
            chat.ResponseStream.MoveNext(),
        ];

        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<RpcException>(() => call);
            Assert.Equal((StatusCode.FailedPrecondition, "100 % süß\nzwei"), (failure.StatusCode, failure.Status.Detail));
            Assert.Equal([0, 1, 255], failure.Trailers.GetValueBytes("grpc-status-details-bin")!);
        }
    }

    [PeersFact]
    public async Task Status_AfterMessages_FollowsThem()
    {
        using var call = _client.Expand(new EchoRequest { Count = 3, StatusCode = (int)StatusCode.NotFound });
        for (var i = 0; i < 3; i++)
            Assert.True(await call.ResponseStream.MoveNext());

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [PeersFact]
    public async Task Deadline_BeforeTheAnswer_EndsTheCall()
    {
        var unary = _client.UnaryAsync(new EchoRequest { DelayMs = 60_000 }, deadline: In(300));
        using var stream = _client.Expand(new EchoRequest { Count = 1000, DelayMs = 50 }, deadline: In(400));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => unary.ResponseAsync)).StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.ReadAllAsync().CountAsync().AsTask())).StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => _client.UnaryAsync(new EchoRequest(), deadline: In(-1)).ResponseAsync)).StatusCode);
    }

    [PeersFact]
    public async Task Cancellation_OfACallInProgress_ReachesTheServer()
    {
        using var source = new CancellationTokenSource();
        var before = await CancelledAsync();
        using var stream = _client.Expand(new EchoRequest { Count = 10_000, DelayMs = 20 }, cancellationToken: source.Token);
        Assert.True(await stream.ResponseStream.MoveNext());

        await source.CancelAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.ReadAllAsync().CountAsync().AsTask());
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        await Until.TrueAsync(async () => await CancelledAsync() > before);
    }

    [PeersFact]
    public async Task Dispose_OfACallThatNobodyReads_ReachesTheServer()
    {
        var before = await CancelledAsync();
        var stream = _client.Expand(new EchoRequest { Count = 10_000, DelayMs = 20 });
        Assert.True(await stream.ResponseStream.MoveNext());

        stream.Dispose();

        Assert.Equal(StatusCode.Cancelled, stream.GetStatus().StatusCode);
        await Until.TrueAsync(async () => await CancelledAsync() > before);
    }

    [PeersFact]
    public async Task Gzip_BothWays_IsTransparent()
    {
        var request = new EchoRequest { Count = 2, Payload = ByteString.CopyFromUtf8(string.Concat(Enumerable.Repeat("abc", 50_000))) };
        var gzip = new Metadata { { "grpc-internal-encoding-request", "gzip" } };

        var reply = await _client.UnaryAsync(request, gzip);
        using var stream = _client.Expand(request, gzip);

        Assert.Equal(request.Payload, reply.Payload);
        Assert.All(await stream.ResponseStream.ReadAllAsync().ToListAsync(), item => Assert.Equal(request.Payload, item.Payload));
    }

    [PeersFact]
    public async Task Streams_OneHundredFiftyAtOnce_AllProceed()
    {
        var calls = Enumerable.Range(0, 150).Select(_ => _client.Chat()).ToList();
        for (var round = 0; round < 3; round++)
        {
            var texts = await Task.WhenAll(calls.Select(async (call, number) =>
            {
                await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{number}" });
                Assert.True(await call.ResponseStream.MoveNext());
                return call.ResponseStream.Current.Text;
            })).WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(Enumerable.Range(0, 150).Select(number => $"{number}"), texts);
        }

        await Task.WhenAll(calls.Select(async call =>
        {
            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext());
        }));
    }

    [PeersFact]
    public async Task Message_BeyondALimit_IsResourceExhausted()
    {
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[FourMegabytes + 1]) };

        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => _client.UnaryAsync(request).ResponseAsync)).StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => _client.UnaryAsync(new EchoRequest { ReplySize = FourMegabytes + 1 }).ResponseAsync)).StatusCode);
        Assert.Equal("still there", (await _client.UnaryAsync(new EchoRequest { Text = "still there" })).Text);
    }

    [PeersFact]
    public async Task Method_ThatTheServerLacks_IsUnimplemented()
        => Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => _client.MissingAsync(new EchoRequest()).ResponseAsync)).StatusCode);

    public void Dispose()
    {
        _channel.Dispose();
        GC.SuppressFinalize(this);
    }

    private static DateTime In(int milliseconds) => TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(milliseconds);

    private async Task<int> CancelledAsync() => (await _client.UnaryAsync(new EchoRequest { Text = "cancelled?" })).Count;
}
