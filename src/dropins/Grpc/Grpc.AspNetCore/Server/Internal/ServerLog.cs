using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

internal static partial class ServerLog
{
    [LoggerMessage(6, LogLevel.Error, "Error when executing service method '{ServiceMethod}'.")]
    public static partial void MethodFailed(ILogger logger, string serviceMethod, Exception exception);

    [LoggerMessage(7, LogLevel.Information, "Error status code '{StatusCode}' with detail '{Detail}' raised.")]
    public static partial void StatusRaised(ILogger logger, StatusCode statusCode, string detail, Exception exception);

    [LoggerMessage(8, LogLevel.Debug, "The deadline of '{ServiceMethod}' was exceeded.")]
    public static partial void DeadlineExceeded(ILogger logger, string serviceMethod);

    [LoggerMessage(9, LogLevel.Debug, "The call of '{ServiceMethod}' was cancelled.")]
    public static partial void Cancelled(ILogger logger, string serviceMethod);
}
