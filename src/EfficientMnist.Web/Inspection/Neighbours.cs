using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Web.Inspection;

/// <summary>The images of a pool whose latents lie closest to those of one image.</summary>
internal static class Neighbours
{
    /// <summary>The closest of those that are meant first, by the cosine of the angle between latents, with that cosine.</summary>
    /// <exception cref="RpcException">The encoder trainer has no such encoder or does not answer.</exception>
    public static async Task<IReadOnlyList<(int Sample, double Cosine)>> OfAsync(
        EncoderTrainerService.EncoderTrainerServiceClient trainer, string encoder, string dataset, int sample, int count, Func<int, bool> isMeant, CancellationToken cancellationToken)
    {
        var request = new EncodeRequest { EncoderId = encoder, Dataset = dataset, Split = Split.Train };
        float[] wanted = [];
        await foreach (var (_, latent) in LatentsAsync(trainer, new EncodeRequest(request) { Range = new IdRange { First = sample, Count = 1 } }, cancellationToken))
            wanted = latent;
        var closest = new PriorityQueue<int, double>();
        await foreach (var (id, latent) in LatentsAsync(trainer, request, cancellationToken))
        {
            if (id == sample || !isMeant(id))
                continue;
            closest.Enqueue(id, Cosine(wanted, latent));
            if (closest.Count > count)
                closest.Dequeue();
        }
        List<(int, double)> found = [];
        while (closest.TryDequeue(out var id, out var cosine))
            found.Insert(0, (id, cosine));
        return found;
    }

    private static async IAsyncEnumerable<(int Id, float[] Latent)> LatentsAsync(
        EncoderTrainerService.EncoderTrainerServiceClient trainer, EncodeRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = trainer.Encode(request, cancellationToken: cancellationToken);
        await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            var latent = new float[part.Latent];
            for (var i = 0; i < part.Count; i++)
            {
                Read(part.Latents.Span, i, latent);
                yield return (part.FirstId + i, latent);
            }
        }
    }

    private static void Read(ReadOnlySpan<byte> latents, int row, float[] latent)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(latents).Slice(row * latent.Length, latent.Length);
        for (var k = 0; k < latent.Length; k++)
            latent[k] = (float)halves[k];
    }

    private static double Cosine(float[] a, float[] b)
    {
        float both = 0, ofA = 0, ofB = 0;
        for (var k = 0; k < a.Length; k++)
        {
            both += a[k] * b[k];
            ofA += a[k] * a[k];
            ofB += b[k] * b[k];
        }
        return both / Math.Sqrt(Math.Max((double)ofA * ofB, double.Epsilon));
    }
}
