using Grpc.Core;

namespace Grpc.Net.Client.Internal;

// A call with one response, whether its requests stream or not.
internal sealed class UnaryCall<TRequest, TResponse> : HttpCall<TRequest, TResponse>
    where TRequest : class
    where TResponse : class
{
    public UnaryCall(ChannelSettings channel, Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest? request)
        : base(channel, method, host, options, request)
    {
        ResponseAsync = RunAsync();
    }

    public Task<TResponse> ResponseAsync { get; }

    protected override Task? Outcome => ResponseAsync;

    private async Task<TResponse> RunAsync()
    {
        try
        {
            await StartAsync().ConfigureAwait(false);
            var (found, message) = await ReadMessageAsync().ConfigureAwait(false);
            if (found && (await ReadMessageAsync().ConfigureAwait(false)).Found)
                throw new RpcException(new Status(StatusCode.Internal, "The server sent more than one message to a call with one response."));

            var status = ReadStatus(out var trailers);
            if (status.StatusCode == StatusCode.OK && !found)
                status = new Status(StatusCode.Internal, "Failed to deserialize response message: the server sent none.");

            Ended(status, trailers);
            return status.StatusCode == StatusCode.OK ? message! : throw Exception(status, trailers);
        }
        catch (Exception exception) when (!HasEnded)
        {
            throw Failed(exception, "Error starting gRPC call");
        }
        finally
        {
            CleanUp();
        }
    }
}
