using System.Globalization;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using EfficientMnist.TensorBoard.Wire;
using Google.Protobuf;

namespace EfficientMnist.TensorBoard;

/// <summary>
/// Writes an event file that TensorBoard shows as one run, named after its folder. Each writer begins a file of its own, so a
/// training that goes on adds a file to those that are there. Not thread-safe.
/// </summary>
public sealed class EventWriter : IDisposable
{
    private const string Version = "brain.Event:2";

    private readonly FileStream _file;
    private readonly TimeProvider _time;

    /// <param name="folder">The run's; made where it is missing.</param>
    /// <param name="time">Tells when events happened.</param>
    /// <param name="purgeStep">What earlier files in the folder say of this step and later ones is void; null where there are none.</param>
    public EventWriter(string folder, TimeProvider time, long? purgeStep = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        Directory.CreateDirectory(folder);
        _file = Create(folder, time.GetUtcNow().ToUnixTimeSeconds());
        Write(new Event { FileVersion = Version });
        if (purgeStep is { } step)
            Write(new Event { Step = step, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });
        _file.Flush();
    }

    public string Path => _file.Name;

    /// <param name="tag">Such as <c>loss/train</c>; what stands before the slash groups curves.</param>
    /// <param name="step">Where on the horizontal axis.</param>
    /// <param name="value">How high.</param>
    public void Scalar(string tag, long step, double value) =>
        Add(step, new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });

    /// <summary>What is known of an epoch of a training, under the same tags wherever it is written.</summary>
    public void Epoch(EpochFigures epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        Scalar("loss/train", epoch.Step, epoch.Loss);
        Scalar("learning_rate", epoch.Step, epoch.LearningRate);
        foreach (var (name, value) in epoch.Metrics)
            Scalar($"{name}/train", epoch.Step, value);
        if (!double.IsNaN(epoch.ValidationLoss))
            Scalar("loss/validation", epoch.Step, epoch.ValidationLoss);
        foreach (var (name, value) in epoch.ValidationMetrics)
            Scalar($"{name}/validation", epoch.Step, value);
    }

    /// <summary>Images side by side, row by row.</summary>
    public void Images(string tag, long step, ImageSet images, int columns)
    {
        var sheet = PngSheet.Of(images, columns);
        Add(step, new Summary.Types.Value
        {
            Tag = tag,
            Image = new Summary.Types.Image
            {
                Height = sheet.Shape.Height,
                Width = sheet.Shape.Width,
                Colorspace = sheet.Shape.Channels,
                EncodedImageString = UnsafeByteOperations.UnsafeWrap(sheet.Png),
            },
        });
    }

    /// <summary>Hands what was written to the operating system, so that a TensorBoard that looks on sees it.</summary>
    public void Flush() => _file.Flush();

    public void Dispose() => _file.Dispose();

    private void Add(long step, Summary.Types.Value value) => Write(new Event { Step = step, Summary = new Summary { Value = { value } } });

    private void Write(Event what)
    {
        what.WallTime = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        RecordStream.Write(_file, what.ToByteArray());
    }

    // TensorBoard reads files in the order of their names.
    private static FileStream Create(string folder, long seconds)
    {
        for (var number = 0; ; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds:D10}.{Environment.MachineName}.{number:D4}");
            try
            {
                return new FileStream(System.IO.Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }
            catch (IOException) when (File.Exists(System.IO.Path.Combine(folder, name)))
            {
                // Another writer within the same second.
            }
        }
    }
}
