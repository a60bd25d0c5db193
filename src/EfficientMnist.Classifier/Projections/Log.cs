using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Projections;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Drew {Method} of {Dataset}: {Count} points in {Seconds:F1} s")]
    public static partial void Drawn(ILogger logger, ProjectionMethod method, string dataset, int count, double seconds);
}
