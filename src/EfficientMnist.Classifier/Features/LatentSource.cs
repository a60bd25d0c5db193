using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.Classifier.Features;

/// <summary>Latents from the encoder-trainer.</summary>
internal sealed class LatentSource(EncoderTrainerService.EncoderTrainerServiceClient trainer, PatientCall patient, ScratchFolder scratch, TimeProvider time)
{
    private const int BytesPerMessage = 2 << 20;
    private static readonly TimeSpan StreamDeadline = TimeSpan.FromMinutes(30);

    /// <summary>Latents of a whole split, in id order; many of them in a file (<see cref="FeatureRowsWriter"/>).</summary>
    public Task<FeatureRows> EncodeAsync(string encoderId, string dataset, Split split, int count, IRunMonitor monitor, CancellationToken cancellationToken)
    {
        var request = new EncodeRequest { EncoderId = encoderId, Dataset = dataset, Split = split };
        return patient.CallAsync(
            ServiceNames.EncoderTrainer, monitor, StreamDeadline, options => ReadAsync(request, count, monitor, options), cancellationToken);
    }

    /// <summary>Latents of any images of the encoder's shape.</summary>
    public Task<FeatureMatrix> EncodeAsync(string encoderId, ImageSet images, IRunMonitor monitor, CancellationToken cancellationToken) =>
        patient.CallAsync(ServiceNames.EncoderTrainer, monitor, StreamDeadline, options => SendAsync(encoderId, images, options), cancellationToken);

    private async Task<FeatureRows> ReadAsync(EncodeRequest request, int count, IRunMonitor monitor, CallOptions options)
    {
        using var stream = trainer.Encode(request, options);
        var started = time.GetTimestamp();
        FeatureRowsWriter? latents = null;
        try
        {
            var (read, latent) = (0, 0);
            await foreach (var chunk in stream.ResponseStream.ReadAllAsync(options.CancellationToken))
            {
                if (latents is null)
                    (latent, latents) = (chunk.Latent, new FeatureRowsWriter(count, chunk.Latent, scratch.Path));
                if (chunk.FirstId != read || chunk.Latent != latent || read + chunk.Count > count)
                    throw new InvalidDataException($"{request.Dataset}, {request.Split}: latents {chunk.FirstId} … {chunk.FirstId + chunk.Count - 1} came where {read} … {count - 1} were left. Resume the run.");
                latents.Add(Halves(chunk.Latents, chunk.Count * latent));
                read += chunk.Count;
                monitor.Report(ToProgress(read, count, time.GetElapsedTime(started)));
            }
            return read == count
                ? latents?.Complete() ?? new FeatureMatrix(0, 0)
                : throw new InvalidDataException($"The latents of {request.Dataset}, {request.Split}, ended after {read} of {count}. Resume the run.");
        }
        finally
        {
            latents?.Dispose();
        }
    }

    private async Task<FeatureMatrix> SendAsync(string encoderId, ImageSet images, CallOptions options)
    {
        using var exchange = trainer.EncodeImages(options);
        var sending = SendAllAsync();
        List<float> values = [];
        var latent = 0;
        await foreach (var chunk in exchange.ResponseStream.ReadAllAsync(options.CancellationToken))
        {
            latent = chunk.Latent;
            var widened = new float[chunk.Count * latent];
            TensorPrimitives.ConvertToSingle(Halves(chunk.Latents, widened.Length), widened);
            values.AddRange(widened);
        }
        await sending;
        return new FeatureMatrix([.. values], images.Count, latent);

        async Task SendAllAsync()
        {
            var atOnce = Math.Max(1, BytesPerMessage / images.Shape.Pixels);
            for (var first = 0; first < images.Count; first += atOnce)
            {
                var part = images.Slice(first, Math.Min(atOnce, images.Count - first));
                await exchange.RequestStream.WriteAsync(
                    new EncodeImagesRequest { EncoderId = encoderId, Pixels = UnsafeByteOperations.UnsafeWrap(part.Pixels), Count = part.Count },
                    options.CancellationToken);
            }
            await exchange.RequestStream.CompleteAsync();
        }
    }

    private static ReadOnlySpan<Half> Halves(ByteString sent, int count)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(sent.Span);
        return halves.Length == count ? halves : throw new InvalidDataException($"A chunk of latents has {halves.Length} values instead of {count}.");
    }

    private static RunProgress ToProgress(int done, int total, TimeSpan elapsed)
    {
        var rate = elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0;
        return new RunProgress
        {
            Phase = RunPhase.Features,
            Done = done,
            Total = total,
            Unit = "image",
            Rate = rate,
            Eta = rate > 0 ? TimeSpan.FromSeconds((total - done) / rate) : TimeSpan.Zero,
        };
    }
}
