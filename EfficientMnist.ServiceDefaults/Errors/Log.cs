using EfficientMnist.Core.Refusals;
using Microsoft.Extensions.Logging;

namespace EfficientMnist.ServiceDefaults.Errors;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Method} failed")]
    public static partial void CallFailed(ILogger logger, string method, Exception error);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "{Method} refused ({Kind}): {Reason}")]
    public static partial void CallRefused(ILogger logger, string method, RefusalKind kind, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "{Method}: {Trouble}")]
    public static partial void DiskTrouble(ILogger logger, string method, string trouble, Exception error);
}
