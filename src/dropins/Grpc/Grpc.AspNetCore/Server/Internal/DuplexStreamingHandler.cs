using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class DuplexStreamingHandler<TRequest, TResponse>(MethodSettings settings, Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> invoke)
    : ServerCallHandler(settings, method)
    where TRequest : class
    where TResponse : class
{
    protected override bool StreamsRequests => true;

    protected override Task CallAsync(HttpContextServerCallContext call)
        => invoke(new RequestStreamReader<TRequest>(call, method.RequestMarshaller), new ResponseStreamWriter<TResponse>(call, method.ResponseMarshaller), call);
}
