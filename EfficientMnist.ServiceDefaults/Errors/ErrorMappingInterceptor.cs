using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace EfficientMnist.ServiceDefaults.Errors;

/// <summary>Turns the exceptions of a service into gRPC statuses, so that services throw plain .NET exceptions.</summary>
public sealed class ErrorMappingInterceptor(ILogger<ErrorMappingInterceptor> logger) : EveryCallInterceptor
{
    protected override async Task<T> Around<T>(ServerCallContext context, Func<Task<T>> handler)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(handler);
        try
        {
            return await handler();
        }
        catch (Exception error) when (error is not RpcException)
        {
            if (ErrorMapping.IsUnexpected(error))
                Log.CallFailed(logger, context.Method, error);
            throw new RpcException(ErrorMapping.ToStatus(error), error.Message);
        }
    }
}
