using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class ClientStreamingHandler<TRequest, TResponse>(MethodSettings settings, Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> invoke)
    : ServerCallHandler(settings, method)
    where TRequest : class
    where TResponse : class
{
    protected override bool StreamsRequests => true;

    protected override async Task CallAsync(HttpContextServerCallContext call)
    {
        var response = await invoke(new RequestStreamReader<TRequest>(call, method.RequestMarshaller), call);
        call.WriteLast(response, method.ResponseMarshaller);
    }
}
