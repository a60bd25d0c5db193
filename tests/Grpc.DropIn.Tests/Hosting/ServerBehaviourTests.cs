using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.DropIn.Tests.Echoing;
using Grpc.DropIn.Tests.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.DropIn.Tests.Hosting;

public sealed class ServerBehaviourTests
{
    [Fact]
    public async Task Deadline_HandlerIgnoresItsToken_ClientIsAnsweredInTime()
    {
        await using var app = await EchoHost.StartAsync();
        var body = Wire.RawCall.Frame(new EchoRequest { Text = "ignore the token" });

        var answer = await Wire.RawCall.SendAsync(app.Address(), Wire.RawCall.UnaryPath, body, headers: ("grpc-timeout", "300m"));

        Assert.Equal("4", answer.Status);
        app.Services.GetRequiredService<EchoState>().Release();
    }

    [Fact]
    public async Task Interceptors_OnBothSides_RunFromTheFirstToTheLast()
    {
        await using var app = await EchoHost.StartAsync(
            options =>
            {
                options.Interceptors.Add<Recorder>("server 1");
                options.Interceptors.Add<Recorder>("server 2");
            },
            services => services.AddSingleton<Record>());
        using var channel = GrpcChannel.ForAddress(app.Address());
        var record = app.Services.GetRequiredService<Record>();
        var client = new Echo.EchoClient(channel.Intercept(new Recorder(record, "client 1"), new Recorder(record, "client 2")));

        await client.UnaryAsync(new EchoRequest());
        using var expand = client.Expand(new EchoRequest());
        await expand.ResponseStream.MoveNext();
        using var collect = client.Collect();
        await collect.RequestStream.CompleteAsync();
        await collect;
        using var chat = client.Chat();
        await chat.RequestStream.CompleteAsync();
        await chat.ResponseStream.MoveNext();

        string[] each = ["client 1", "client 2", "server 1", "server 2"];
        Assert.Equal(Enumerable.Repeat(each, 4).SelectMany(names => names), record.Names);
    }

    [Theory]
    [InlineData(true, "Exception was thrown by handler. InvalidOperationException: secret")]
    [InlineData(false, "Exception was thrown by handler.")]
    public async Task Exception_InAHandler_IsUnknownAndDetailedOnRequest(bool detailed, string expected)
    {
        await using var app = await EchoHost.StartAsync(options => options.EnableDetailedErrors = detailed);
        using var channel = GrpcChannel.ForAddress(app.Address());

        var failure = await Assert.ThrowsAsync<RpcException>(() => new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Text = "throw" }).ResponseAsync);

        Assert.Equal((StatusCode.Unknown, expected), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task MaxSendMessageSize_LargerReply_IsResourceExhausted()
    {
        await using var app = await EchoHost.StartAsync(options => options.MaxSendMessageSize = 1000);
        using var channel = GrpcChannel.ForAddress(app.Address());
        var client = new Echo.EchoClient(channel);

        var failure = await Assert.ThrowsAsync<RpcException>(() => client.UnaryAsync(new EchoRequest { ReplySize = 1001 }).ResponseAsync);
        using var stream = client.Expand(new EchoRequest { Count = 1, ReplySize = 1001 });
        var streamFailure = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());

        Assert.Equal((StatusCode.ResourceExhausted, StatusCode.ResourceExhausted), (failure.StatusCode, streamFailure.StatusCode));
    }

    [Fact]
    public async Task MaxReceiveMessageSize_Raised_TakesMessagesBeyondKestrelsBodyLimit()
    {
        await using var app = await EchoHost.StartAsync(options => options.MaxReceiveMessageSize = 64 * 1024 * 1024);
        using var channel = GrpcChannel.ForAddress(app.Address(), new GrpcChannelOptions { MaxReceiveMessageSize = null });
        var payload = Google.Protobuf.ByteString.CopyFrom(new byte[40_000_000]);

        var reply = await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Payload = payload });

        Assert.Equal(payload, reply.Payload);
    }

    [Fact]
    public async Task ClientFactory_TypedClient_GetsAddressInterceptorsAndCredentials()
    {
        await using var app = await EchoHost.StartAsync(options => options.Interceptors.Add<HeaderCheck>());
        var services = new ServiceCollection();
        services.AddSingleton<Record>();
        services.AddSingleton(provider => new Recorder(provider.GetRequiredService<Record>(), "factory"));
        services.AddGrpcClient<Echo.EchoClient>(options => options.Address = new Uri(app.Address()))
            .ConfigureChannel(channel => channel.UnsafeUseInsecureChannelCallCredentials = true)
            .AddInterceptor<Recorder>()
            .AddCallCredentials((_, metadata) =>
            {
                metadata.Add("x-key", "k");
                return Task.CompletedTask;
            });
        await using var provider = services.BuildServiceProvider();

        var reply = await provider.GetRequiredService<Echo.EchoClient>().UnaryAsync(new EchoRequest { Text = "x" });

        Assert.Equal("x", reply.Text);
        Assert.Equal(["factory"], provider.GetRequiredService<Record>().Names);
    }

    [Fact]
    public async Task Write_WhileAnotherIsInProgress_IsRefused()
    {
        await using var app = await EchoHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(app.Address());
        using var call = new Echo.EchoClient(channel).Chat();
        var message = new EchoRequest { Payload = Google.Protobuf.ByteString.CopyFrom(new byte[4_000_000]) };

        var writes = Enumerable.Range(0, 10).Select(_ => call.RequestStream.WriteAsync(message)).ToList();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.WhenAll(writes));
        Assert.Contains("previous write is in progress", failure.Message, StringComparison.Ordinal);
    }

    public sealed class Record
    {
        private readonly List<string> _names = [];

        public IReadOnlyList<string> Names => _names;

        public void Add(string name)
        {
            lock (_names)
                _names.Add(name);
        }
    }

    public sealed class Recorder(Record record, string name) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            record.Add(name);
            return base.AsyncUnaryCall(request, context, continuation);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            record.Add(name);
            return base.AsyncServerStreamingCall(request, context, continuation);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            record.Add(name);
            return base.AsyncClientStreamingCall(context, continuation);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            record.Add(name);
            return base.AsyncDuplexStreamingCall(context, continuation);
        }

        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            record.Add(name);
            return base.UnaryServerHandler(request, context, continuation);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            record.Add(name);
            return base.ClientStreamingServerHandler(requestStream, context, continuation);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            record.Add(name);
            return base.ServerStreamingServerHandler(request, responseStream, context, continuation);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            record.Add(name);
            return base.DuplexStreamingServerHandler(requestStream, responseStream, context, continuation);
        }
    }

    public sealed class HeaderCheck : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
            => context.RequestHeaders.GetValue("x-key") == "k"
                ? continuation(request, context)
                : throw new RpcException(new Status(StatusCode.Unauthenticated, "no key"));
    }
}
