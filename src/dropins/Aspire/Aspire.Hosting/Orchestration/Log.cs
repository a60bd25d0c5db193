using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Distributed application starting.")]
    public static partial void Starting(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "Application host directory is: {Directory}")]
    public static partial void HostDirectory(ILogger logger, string directory);

    [LoggerMessage(3, LogLevel.Information, "Distributed application started. Press Ctrl+C to shut down.")]
    public static partial void Started(ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "Waiting for resource '{Resource}' to be {Condition}.")]
    public static partial void WaitingForStart(ILogger logger, string resource, string condition);

    [LoggerMessage(5, LogLevel.Information, "Waiting for resource '{Resource}' to complete.")]
    public static partial void WaitingForCompletion(ILogger logger, string resource);

    [LoggerMessage(6, LogLevel.Information, "Process {ProcessId} ended with exit code {ExitCode}.")]
    public static partial void ProcessEnded(ILogger logger, int processId, int exitCode);

    [LoggerMessage(7, LogLevel.Error, "Resource '{Resource}' failed to start: {Reason}")]
    public static partial void FailedToStart(ILogger logger, Exception? exception, string resource, string reason);

    [LoggerMessage(8, LogLevel.Error, "Command '{Command}' failed.")]
    public static partial void CommandFailed(ILogger logger, Exception exception, string command);

    [LoggerMessage(9, LogLevel.Error, "A handler of the ready event of resource '{Resource}' failed.")]
    public static partial void ReadyHandlerFailed(ILogger logger, Exception exception, string resource);

    [LoggerMessage(10, LogLevel.Information, "{ResourceId}: {Line}")]
    public static partial void ResourceLine(ILogger logger, string resourceId, string line);

    [LoggerMessage(11, LogLevel.Error, "{ResourceId}: {Line}")]
    public static partial void ResourceErrorLine(ILogger logger, string resourceId, string line);
}
