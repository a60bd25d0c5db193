namespace EfficientMnist.Classifier.Journal;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Path} could not be written and will be computed again: {Detail}")]
    public static partial void NotKept(ILogger logger, string path, string detail);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{Path} is damaged and is computed anew: {Detail}")]
    public static partial void ComputedAnew(ILogger logger, string path, string detail);
}
