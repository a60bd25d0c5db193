namespace EfficientMnist.Classifier.Distillation;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Run {RunId}: student {Encoder} of generation {Generation} has learned from the classifier on {Labels} labels")]
    public static partial void StudentTrained(ILogger logger, string runId, int generation, int labels, string encoder);
}
