using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.EncoderTrainer.Devices;

/// <summary>The one device of this service, and the precision it trains in, which is measured once and in the background.</summary>
internal sealed class TrainingDevice
{
    private readonly Lazy<Task<Precision>> _precision;

    /// <exception cref="DeviceUnavailableException">The tensor library or the device asked for is missing.</exception>
    public TrainingDevice(TrainingOptions options)
    {
        try
        {
            Compute = ComputeDevice.Resolve(options.Device, options.Threads);
        }
        catch (Exception error)
        {
            throw new DeviceUnavailableException($"encoder-trainer cannot start: {Cause(error)}", error);
        }

        _precision = new(() => Task.Run(() => PrecisionProbe.Resolve(options.Precision, Compute)));
    }

    public ComputeDevice Compute { get; }

    public Task<Precision> PrecisionAsync(CancellationToken cancellationToken) => _precision.Value.WaitAsync(cancellationToken);

    public static string NameOf(Precision precision) => precision switch
    {
        Precision.Float32 => "float32",
        Precision.BFloat16 => "bfloat16",
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "Not a precision."),
    };

    private static string Cause(Exception error) => error switch
    {
        // A library that does not load shows up inside the initializer of whatever type needed it first.
        TypeInitializationException { InnerException: { } inner } => Cause(inner),
        // Pages of where it was looked for follow.
        NotSupportedException => $"{error.Message.Trim().Split('\n')[0].TrimEnd()} Build encoder-trainer again, which puts the library beside it.",
        _ => error.Message.ReplaceLineEndings(" "),
    };
}
