using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;

namespace EfficientMnist.EncoderTrainer;

/// <summary>Log events of the encoder-trainer.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Device {Device} ({Description}), precision {Precision}")]
    public static partial void DeviceReady(ILogger logger, string device, string description, string precision);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Count} trainings found, of which {Interrupted} were interrupted and {Queued} wait")]
    public static partial void TrainingsFound(ILogger logger, int count, int interrupted, int queued);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "{Path} cannot be read and its training is left out: {Reason}. Delete its folder to be rid of it.")]
    public static partial void RecordDamaged(ILogger logger, string path, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Training {Training} ({Kind} on {Dataset}) asked for; it is {State}")]
    public static partial void TrainingAsked(ILogger logger, string training, string kind, string dataset, TrainingState state);

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message = "Training {Training} ({Kind} on {Dataset}) begins on {Device} in {Precision}")]
    public static partial void TrainingBegins(ILogger logger, string training, string kind, string dataset, string device, string precision);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "Training {Training} completed: encoder {Encoder}, {Steps} steps in {Seconds:F1} s, {ImagesPerSecond:F0} images/s, loss {Loss:F4}")]
    public static partial void TrainingCompleted(ILogger logger, string training, string encoder, int steps, double seconds, double imagesPerSecond, double loss);

    [LoggerMessage(EventId = 7, Level = LogLevel.Information, Message = "Training {Training} ended early: {State}. Starting it again resumes from its latest checkpoint.")]
    public static partial void TrainingEndedEarly(ILogger logger, string training, TrainingState state);

    [LoggerMessage(EventId = 8, Level = LogLevel.Error, Message = "Training {Training} failed: {Reason}")]
    public static partial void TrainingFailed(ILogger logger, string training, string reason, Exception error);

    [LoggerMessage(EventId = 9, Level = LogLevel.Information, Message = "{Dataset}: {Count} images of {Shape} loaded from dataset-store")]
    public static partial void ImagesLoaded(ILogger logger, string dataset, int count, ImageShape shape);

    [LoggerMessage(EventId = 10, Level = LogLevel.Warning, Message = "dataset-store is away, trying again: {Reason}")]
    public static partial void DatasetStoreAway(ILogger logger, string reason);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "The cache of latent encodings is away; everything works on without it, slower: {Reason}")]
    public static partial void CacheAway(ILogger logger, string reason);

    [LoggerMessage(EventId = 12, Level = LogLevel.Information, Message = "The cache of latent encodings is back")]
    public static partial void CacheBack(ILogger logger);

    [LoggerMessage(EventId = 13, Level = LogLevel.Warning, Message = "The cached latents {Key} have {Bytes} bytes instead of {Expected}; they are computed anew")]
    public static partial void CacheMismatch(ILogger logger, string key, int bytes, int expected);

    [LoggerMessage(EventId = 60, Level = LogLevel.Warning, Message = "The cached latents {Key} are not as they were kept; they are computed anew")]
    public static partial void CacheDamaged(ILogger logger, string key);

    [LoggerMessage(EventId = 14, Level = LogLevel.Information, Message = "No cache of latent encodings is configured (ConnectionStrings:cache); latents are computed at each call")]
    public static partial void NoCache(ILogger logger);

    [LoggerMessage(EventId = 15, Level = LogLevel.Information, Message = "Encoded {Dataset} {Split}: {Count} images in {Milliseconds:F0} ms, {Cached} from the cache")]
    public static partial void Encoded(ILogger logger, string dataset, Split split, int count, double milliseconds, int cached);

    [LoggerMessage(EventId = 16, Level = LogLevel.Warning, Message = "{Folder} cannot be written, and the training goes on without TensorBoard: {Reason}")]
    public static partial void BoardLost(ILogger logger, string folder, string reason);

    [LoggerMessage(EventId = 17, Level = LogLevel.Warning, Message = "Training {Training} waits for its disk: {Reason}")]
    public static partial void DiskRefuses(ILogger logger, string training, string reason, Exception error);
}
