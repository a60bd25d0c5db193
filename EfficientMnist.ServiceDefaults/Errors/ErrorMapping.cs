using System.ComponentModel.DataAnnotations;
using Grpc.Core;

namespace EfficientMnist.ServiceDefaults.Errors;

/// <summary>Which gRPC status an exception of the services becomes. The only place that knows.</summary>
public static class ErrorMapping
{
    /// <summary>The status for the caller. Messages of expected errors are meant for the caller; others stay inside.</summary>
    public static Status ToStatus(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error switch
        {
            RpcException rpc => rpc.Status,
            ArgumentException or ValidationException => new Status(StatusCode.InvalidArgument, error.Message),
            KeyNotFoundException or FileNotFoundException or DirectoryNotFoundException => new Status(StatusCode.NotFound, error.Message),
            InvalidDataException or InvalidOperationException => new Status(StatusCode.FailedPrecondition, error.Message),
            TimeoutException => new Status(StatusCode.DeadlineExceeded, error.Message),
            OperationCanceledException => new Status(StatusCode.Cancelled, "The call was cancelled."),
            _ => new Status(StatusCode.Internal, "The service failed; its log has the details."),
        };
    }

    /// <summary>Whether the error is the service's own fault and belongs in its log with a stack trace.</summary>
    public static bool IsUnexpected(Exception error) => ToStatus(error).StatusCode == StatusCode.Internal || error is InvalidOperationException;
}
