using System.Diagnostics;
using EfficientMnist.ServiceDefaults.Errors;
using Grpc.Core;

namespace EfficientMnist.ServiceDefaults.Telemetry;

/// <summary>Names the server span after the rpc and records its gRPC status, after the OpenTelemetry conventions for RPC.</summary>
public sealed class RpcTelemetryInterceptor : EveryCallInterceptor
{
    protected override async Task<T> Around<T>(ServerCallContext context, Func<Task<T>> handler)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(handler);

        if (Activity.Current is not { IsAllDataRequested: true } activity)
            return await handler();

        var name = context.Method.TrimStart('/');
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        activity.DisplayName = name;
        activity.SetTag("rpc.system", "grpc");
        activity.SetTag("rpc.service", name[..slash]);
        activity.SetTag("rpc.method", name[(slash + 1)..]);
        try
        {
            var response = await handler();
            activity.SetTag("rpc.grpc.status_code", (int)context.Status.StatusCode);
            return response;
        }
        catch (RpcException error)
        {
            activity.SetTag("rpc.grpc.status_code", (int)error.StatusCode);
            activity.SetStatus(ActivityStatusCode.Error, error.Status.Detail);
            throw;
        }
    }
}
