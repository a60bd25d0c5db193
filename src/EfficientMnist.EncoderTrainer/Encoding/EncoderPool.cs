using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Scheduling;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Features;
using Microsoft.Extensions.Options;

namespace EfficientMnist.EncoderTrainer.Encoding;

/// <summary>Trained encoders held ready. One call computes at a time, in a turn between the steps of trainings: somebody waits for it.</summary>
internal sealed class EncoderPool(ITrainingStore store, TrainingDevice device, ComputeTurns turns, IOptions<EncodingOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    // The one used last stands last.
    private readonly List<TrainedEncoder> _loaded = [];

    /// <summary>Latents as little-endian half floats.</summary>
    public Task<byte[]> EncodeAsync(TrainingRecord encoder, ReadOnlyMemory<byte> pixels, int count, CancellationToken cancellationToken) =>
        UseAsync(encoder, loaded => Halves(loaded.Encode(pixels.Span, count, cancellationToken)), cancellationToken);

    /// <summary>What <paramref name="work"/> makes of the encoder, which it must not keep.</summary>
    public async Task<T> UseAsync<T>(TrainingRecord encoder, Func<TrainedEncoder, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            using var share = turns.Join(isShort: true);
            await share.AwaitTurnAsync(cancellationToken);
            return await Task.Run(() => work(Get(encoder)), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _loaded.ForEach(encoder => encoder.Dispose());
        _turn.Dispose();
    }

    private TrainedEncoder Get(TrainingRecord record)
    {
        var encoder = _loaded.Find(loaded => loaded.ContentHash == record.EncoderId);
        if (encoder is null)
        {
            encoder = TrainedEncoder.Load(store.CheckpointFolder(record), device.Compute);
            if (encoder.ContentHash != record.EncoderId)
            {
                encoder.Dispose();
                throw new InvalidDataException($"The weights in {store.CheckpointFolder(record)} are not those of encoder {record.EncoderId}. Delete the folder of this training and train again.");
            }
        }

        _loaded.Remove(encoder);
        _loaded.Add(encoder);
        if (_loaded.Count > options.Value.LoadedEncoders)
        {
            _loaded[0].Dispose();
            _loaded.RemoveAt(0);
        }

        return encoder;
    }

    private static byte[] Halves(FeatureMatrix latents)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(latents.Rows * latents.Columns * sizeof(ushort));
        TensorPrimitives.ConvertToHalf(latents.Values, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return bytes;
    }
}
