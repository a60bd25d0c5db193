namespace EfficientMnist.Classifier.Cluster;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The other workers are not told what has become of run {RunId} yet: {Detail}")]
    public static partial void NotTold(ILogger logger, string runId, string detail);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "Run {RunId} does not answer: {Detail}")]
    public static partial void NotAnswered(ILogger logger, string runId, string detail);
}
