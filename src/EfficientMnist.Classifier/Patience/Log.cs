namespace EfficientMnist.Classifier.Patience;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Service} is away: {Detail}")]
    public static partial void ServiceIsAway(ILogger logger, string service, string detail);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Service} is back at attempt {Attempt}")]
    public static partial void ServiceIsBack(ILogger logger, string service, int attempt);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "{What} cannot be written; it is tried again until it can")]
    public static partial void DiskRefuses(ILogger logger, string what, Exception error);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "{What} is written again")]
    public static partial void DiskTakes(ILogger logger, string what);
}
