using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class UnaryHandler<TRequest, TResponse>(MethodSettings settings, Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> invoke)
    : ServerCallHandler(settings, method)
    where TRequest : class
    where TResponse : class
{
    protected override async Task CallAsync(HttpContextServerCallContext call)
    {
        var request = await call.Messages.ReadOnlyMessageAsync(method.RequestMarshaller.ContextualDeserializer);
        var response = await invoke(request, call);
        call.WriteLast(response, method.ResponseMarshaller);
    }
}
