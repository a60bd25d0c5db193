using Google.Protobuf;
using Grpc.Core;
using Grpc.DropIn.Tests.V1;

namespace Grpc.DropIn.Tests.Echoing;

public sealed class EchoService(EchoState state) : Echo.EchoBase
{
    public override async Task<EchoReply> Unary(EchoRequest request, ServerCallContext context)
    {
        if (request.Text == "cancelled?")
            return new EchoReply { Count = state.Cancelled };
        if (request.Text == "throw")
            throw new InvalidOperationException("secret");
        if (request.Text == "ignore the token")
            await state.Released.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);

        await BeginAsync(context);
        await CountedAsync(() => Task.Delay(request.DelayMs, context.CancellationToken));
        Fail(request);
        return ReplyTo(request);
    }

    public override async Task<EchoReply> Collect(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        await BeginAsync(context);
        var reply = new EchoReply();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Fail(request);
            reply.Text += request.Text;
            reply.Count++;
        }

        return reply;
    }

    public override async Task Expand(EchoRequest request, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        await BeginAsync(context);
        await CountedAsync(async () =>
        {
            for (var i = 0; i < request.Count; i++)
            {
                await Task.Delay(request.DelayMs, context.CancellationToken);
                var reply = ReplyTo(request);
                reply.Text += i;
                await responseStream.WriteAsync(reply);
            }
        });
        Fail(request);
    }

    public override async Task Chat(IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        await BeginAsync(context);
        await CountedAsync(async () =>
        {
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                Fail(request);
                await responseStream.WriteAsync(ReplyTo(request), context.CancellationToken);
            }
        });
    }

    private static async Task BeginAsync(ServerCallContext context)
    {
        Metadata headers = [];
        foreach (var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-echo-", StringComparison.Ordinal)))
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry);
        }

        var http = context.GetHttpContext();
        if (context.RequestHeaders.GetValue("x-show-encoding") is not null)
            context.ResponseTrailers.Add("x-request-encoding", http.Request.Headers["grpc-encoding"].ToString());
        if (headers.Count > 0)
            await context.WriteResponseHeadersAsync(headers);
    }

    private static void Fail(EchoRequest request)
    {
        if (request.StatusCode == 0)
            return;

        throw new RpcException(
            new Status((StatusCode)request.StatusCode, request.StatusDetail),
            new Metadata { { "grpc-status-details-bin", request.Payload.ToByteArray() } });
    }

    private static EchoReply ReplyTo(EchoRequest request) => new()
    {
        Text = request.Text,
        Payload = request.ReplySize > 0 ? ByteString.CopyFrom(Enumerable.Repeat((byte)7, request.ReplySize).ToArray()) : request.Payload,
        Count = request.Payload.Length,
    };

    private async Task CountedAsync(Func<Task> part)
    {
        try
        {
            await part();
        }
        catch (OperationCanceledException)
        {
            state.CountCancelled();
            throw;
        }
    }
}
