namespace EfficientMnist.Classifier.FineTuning;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Run {RunId}: network {Encoder} is fine-tuned on {Labels} labels")]
    public static partial void NetworkTrained(ILogger logger, string runId, int labels, string encoder);
}
