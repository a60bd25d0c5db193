using EfficientMnist.Datasets;

namespace EfficientMnist.DatasetStore;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Downloading {File}: {Received} of {Total} bytes")]
    public static partial void Downloading(ILogger logger, string file, long received, long? total);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Loaded {Dataset} {Split}: {Count} images of {Shape} in {Milliseconds} ms")]
    public static partial void Loaded(ILogger logger, string dataset, DatasetSplit split, int count, ImageShape shape, double milliseconds);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Dropped {Dataset} {Split} from memory to stay below {Limit} MB")]
    public static partial void Dropped(ILogger logger, string dataset, DatasetSplit split, int limit);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Imported {Dataset} from {Source}")]
    public static partial void Imported(ILogger logger, string dataset, string source);

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message = "Deleted {Dataset}")]
    public static partial void Deleted(ILogger logger, string dataset);
}
