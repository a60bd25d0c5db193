using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EfficientMnist.Contracts.V1;
using Google.Protobuf;

namespace EfficientMnist.Classifier.Tests.Fakes;

/// <summary>
/// Learns a teaching set in no time: the mean image of each class under the teacher's probabilities, and the nearness to it.
/// A function of the teaching set alone, as a real student is.
/// </summary>
internal sealed class FakeStudent
{
    private readonly StartDistillationRequest _teaching;
    private readonly float[][] _means;

    public FakeStudent(StartDistillationRequest teaching, byte[] pool)
    {
        _teaching = teaching;
        var targets = MemoryMarshal.Cast<byte, Half>(teaching.SoftTargets.Span).ToArray();
        var images = pool.Chunk(SmallPool.Shape.Pixels).ToArray();
        _means = [.. Enumerable.Range(0, teaching.Classes).Select(c => Mean(images, [.. Enumerable.Range(0, images.Length).Select(i => (float)targets[i * teaching.Classes + c])]))];
    }

    public static string IdOf(StartDistillationRequest teaching) =>
        "student-" + Convert.ToHexStringLower(SHA256.HashData([.. teaching.SoftTargets.Span, .. teaching.SampleIds.Select(id => (byte)id), .. teaching.Labels.Select(label => (byte)label), (byte)teaching.Seed]))[..12];

    /// <summary>The labels alone: an image without one counts next to nothing.</summary>
    public static StartDistillationRequest TeachingSetOf(StartFineTuningRequest request, int pool)
    {
        var targets = new Half[pool * request.Classes];
        Array.Fill(targets, (Half)0.001f);
        foreach (var (id, label) in request.SampleIds.Zip(request.Labels))
            targets[id * request.Classes + label] = (Half)1f;
        var teaching = new StartDistillationRequest { Classes = request.Classes, Seed = request.Seed, SoftTargets = ByteString.CopyFrom(MemoryMarshal.AsBytes(targets.AsSpan())) };
        teaching.SampleIds.Add(request.SampleIds);
        teaching.Labels.Add(request.Labels);
        return teaching;
    }

    public int Latent => 2 * _teaching.Classes;

    /// <summary>Distances to the means, and the logarithms of probabilities that fall with them.</summary>
    public ByteString Encode(ReadOnlySpan<byte> pixels)
    {
        var images = pixels.ToArray().Chunk(SmallPool.Shape.Pixels).ToArray();
        var latents = images.SelectMany(image =>
        {
            float[] distances = [.. _means.Select(mean => image.Zip(mean, (a, b) => MathF.Pow(a / 255f - b, 2)).Sum())];
            var total = MathF.Log(distances.Sum(d => MathF.Exp(-d)));
            return distances.Concat(distances.Select(d => -d - total));
        });
        return ByteString.CopyFrom(MemoryMarshal.AsBytes(latents.Select(value => (Half)value).ToArray().AsSpan()));
    }

    private static float[] Mean(byte[][] images, float[] weights)
    {
        var mean = new float[SmallPool.Shape.Pixels];
        var total = weights.Sum();
        for (var i = 0; i < images.Length; i++)
        {
            for (var p = 0; p < mean.Length; p++)
                mean[p] += weights[i] * images[i][p] / 255f / total;
        }
        return mean;
    }
}
