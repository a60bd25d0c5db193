using EfficientMnist.ServiceDefaults.Errors;
using Grpc.Core;

namespace EfficientMnist.ServiceDefaults.Security;

/// <summary>Turns away callers without the service key. Health and reflection stay open: they reveal nothing but the contract.</summary>
public sealed class ServiceKeyServerInterceptor(ServiceKey key) : EveryCallInterceptor
{
    private const string OpenServices = "/grpc.";

    protected override Task<T> Around<T>(ServerCallContext context, Func<Task<T>> handler)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(handler);

        if (context.Method.StartsWith(OpenServices, StringComparison.Ordinal) || key.Accepts(context.RequestHeaders.GetValue(ServiceKey.Header)))
            return handler();

        throw new RpcException(new Status(
            StatusCode.Unauthenticated,
            $"The call carries no valid service key. Send it as metadata '{ServiceKey.Header}'; the AppHost keeps it in the file 'system.json' of its state folder."));
    }
}
