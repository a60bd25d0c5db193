using System.Globalization;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Training;
using EfficientMnist.TensorBoard;
using StepProgress = EfficientMnist.Learning.Training.TrainingProgress;

namespace EfficientMnist.EncoderTrainer.TensorBoard;

/// <summary>Writes a training's curves, reconstructions and latents for TensorBoard. Called on the training's thread.</summary>
internal sealed class TrainingBoard(string folder, BoardSource source, TensorBoardOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private const int Columns = 8;

    private EventWriter? _writer;
    private bool _isLost;
    private bool _draws = true;

    public void Report(StepProgress progress) => Write(() =>
    {
        // What an interrupted training wrote of steps that are done again is void.
        var writer = _writer ??= new EventWriter(folder, time, Directory.Exists(folder) ? progress.Step : null);
        // What is computed in closed form has no loss.
        if (progress.Loss != 0)
            writer.Scalar("loss/step", progress.Step, progress.Loss);
        writer.Scalar("speed/images_per_second", progress.Step, progress.ImagesPerSecond);
        foreach (var (name, value) in progress.Metrics)
            writer.Scalar($"{name}/step", progress.Step, value);
        if (progress.Ended is { } epoch)
            Report(writer, epoch);
        writer.Flush();
    });

    /// <summary>The training is completed: shows the latents. One that was completed before writes nothing again.</summary>
    public void Complete() => Write(() =>
    {
        if (_writer is null || options.Points == 0)
            return;
        var ids = source.Spread(options.Points);
        var images = source.Images.Select(ids);
        using var encoder = source.Load();
        var latents = encoder.Encode(images);
        Projector.Write(
            folder,
            "latents",
            [.. Enumerable.Range(0, latents.Rows).Select(row => latents.Row(row).ToArray())],
            new ProjectorMetadata(["sample"], [.. ids.Select(id => (IReadOnlyList<string>)[id.ToString(CultureInfo.InvariantCulture)])]),
            images);
    });

    public void Dispose() => _writer?.Dispose();

    private void Report(EventWriter writer, EpochRecord epoch)
    {
        writer.Epoch(new EpochFigures(epoch.Step, epoch.Loss, epoch.LearningRate, epoch.ValidationLoss, epoch.Metrics, epoch.ValidationMetrics));
        if (epoch.Kept && _draws)
            Draw(writer, epoch);
    }

    private void Draw(EventWriter writer, EpochRecord epoch)
    {
        using var encoder = source.Load();
        _draws = encoder.CanDecode;
        if (!_draws)
            return;
        var originals = source.Images.Select(source.Spread(options.Images));
        writer.Images("reconstructions", epoch.Step, Interleaved(originals, encoder.Decode(encoder.Encode(originals))), Columns);
        if (encoder.IsVariational)
            writer.Images("samples", epoch.Step, encoder.Decode(encoder.Prior(originals.Count, seed: 1)), Columns);
    }

    // A row of images, below it what became of them, and so on.
    private static ImageSet Interleaved(ImageSet above, ImageSet below)
    {
        var (size, row) = (above.Shape.Pixels, Columns * above.Shape.Pixels);
        var rows = (above.Count + Columns - 1) / Columns;
        var pixels = new byte[2 * rows * row];
        for (var i = 0; i < rows; i++)
        {
            var part = Math.Min(row, above.Count * size - i * row);
            above.Pixels.Span.Slice(i * row, part).CopyTo(pixels.AsSpan(2 * i * row));
            below.Pixels.Span.Slice(i * row, part).CopyTo(pixels.AsSpan((2 * i + 1) * row));
        }
        return new ImageSet(above.Shape, pixels);
    }

    // Something to look at: where it cannot be written, the training goes on without.
    private void Write(Action work)
    {
        if (_isLost)
            return;
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _isLost = true;
            Log.BoardLost(logger, folder, error.Message);
        }
    }
}
