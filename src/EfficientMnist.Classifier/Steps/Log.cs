namespace EfficientMnist.Classifier.Steps;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Run {RunId}: student {Encoder} of generation {Generation} has learned from the classifier on {Labels} labels")]
    public static partial void StudentTrained(ILogger logger, string runId, int generation, int labels, string encoder);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Run {RunId}: network {Encoder} is fine-tuned on {Labels} labels")]
    public static partial void NetworkTrained(ILogger logger, string runId, int labels, string encoder);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Run {RunId}: the trainer was not told that its trainings are not wanted any more: {Detail}")]
    public static partial void NotReleased(ILogger logger, string runId, string detail);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Run {RunId} failed")]
    public static partial void RunFailed(ILogger logger, string runId, Exception error);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "Run {RunId} goes on in another activation: {Detail}")]
    public static partial void RunSuperseded(ILogger logger, string runId, string detail);
}
