using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class ServerStreamingHandler<TRequest, TResponse>(MethodSettings settings, Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> invoke)
    : ServerCallHandler(settings, method)
    where TRequest : class
    where TResponse : class
{
    protected override async Task CallAsync(HttpContextServerCallContext call)
    {
        var request = await call.Messages.ReadOnlyMessageAsync(method.RequestMarshaller.ContextualDeserializer);
        await invoke(request, new ResponseStreamWriter<TResponse>(call, method.ResponseMarshaller), call);
    }
}
