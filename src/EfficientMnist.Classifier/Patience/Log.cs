namespace EfficientMnist.Classifier.Patience;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Service} is away: {Detail}")]
    public static partial void ServiceIsAway(ILogger logger, string service, string detail);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Service} is back at attempt {Attempt}")]
    public static partial void ServiceIsBack(ILogger logger, string service, int attempt);
}
