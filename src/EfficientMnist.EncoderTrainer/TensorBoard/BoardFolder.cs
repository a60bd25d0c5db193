using EfficientMnist.Datasets;
using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.TensorBoard;
using Microsoft.Extensions.Options;

namespace EfficientMnist.EncoderTrainer.TensorBoard;

/// <summary>The folder that <c>tensorboard --logdir</c> is given: a folder for each training.</summary>
internal sealed class BoardFolder(string stateFolder, ITrainingStore store, TrainingDevice device, IOptions<TensorBoardOptions> options, TimeProvider time, ILogger<BoardFolder> logger)
{
    private const int IdDigits = 8;

    /// <summary>What the training writes to; null where trainings write nothing.</summary>
    public TrainingBoard? Open(TrainingRecord record, ImageSet images)
    {
        if (!options.Value.Enabled)
            return null;
        var folder = Path.Combine(stateFolder, "tensorboard", BoardName.Of($"{record.Dataset}-{record.Kind}-{record.Id[..IdDigits]}"));
        return new TrainingBoard(folder, new BoardSource(images, store.CheckpointFolder(record), device.Compute), options.Value, time, logger);
    }
}
