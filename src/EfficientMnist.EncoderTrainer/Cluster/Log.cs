namespace EfficientMnist.EncoderTrainer.Cluster;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The other workers are not told how far training {Training} is: {Detail}")]
    public static partial void NotTold(ILogger logger, string training, string detail);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Training {Training} was begun by worker {Worker}, which is gone")]
    public static partial void WorkerIsGone(ILogger logger, string training, string worker);

    [LoggerMessage(EventId = 3, Level = LogLevel.Debug, Message = "Trainings whose worker is gone are looked for again: {Detail}")]
    public static partial void NotSeenTo(ILogger logger, string detail);
}
