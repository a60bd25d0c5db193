namespace EfficientMnist.Classifier.Features;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Features of {Dataset} are ready: {Pool} pool and {Test} test images × {Columns}")]
    public static partial void FeaturesMade(ILogger logger, string dataset, int pool, int test, int columns);
}
