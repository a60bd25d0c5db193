using EfficientMnist.Core.Refusals;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace EfficientMnist.ServiceDefaults.Errors;

/// <summary>
/// The edge where a refusal becomes a gRPC status with its details, and where any other exception, a fault, goes into the log
/// with its stack and to the caller without a word of what it was.
/// </summary>
public sealed class RefusalInterceptor(ILogger<RefusalInterceptor> logger) : EveryCallInterceptor
{
    protected override async Task<T> Around<T>(ServerCallContext context, Func<Task<T>> handler)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(handler);
        try
        {
            return await handler();
        }
        catch (RefusalException refusal)
        {
            Log.CallRefused(logger, context.Method, refusal.Kind, refusal.Message);
            throw refusal.ToRpcException();
        }
        catch (IOException error) when (DiskTroubles.Of(error) is { } trouble)
        {
            Log.DiskTrouble(logger, context.Method, trouble, error);
            throw Refusal.Disk(trouble, error).ToRpcException();
        }
        // An answer that is left when its caller has gone is an operation that is no longer valid.
        catch (Exception end) when (end is OperationCanceledException || (end is InvalidOperationException && context.CancellationToken.IsCancellationRequested))
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
        }
        // The status of another service that was asked in turn: told there already.
        catch (Exception fault) when (fault is not RpcException)
        {
            Log.CallFailed(logger, context.Method, fault);
            throw new RpcException(new Status(StatusCode.Internal, "The service failed; its log has the details."));
        }
    }
}
