using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EfficientMnist.Contracts.V1;
using Google.Protobuf;

namespace EfficientMnist.Classifier.Tests.Fakes;

/// <summary>
/// Learns a lesson in no time: the mean image of each class under the teacher's probabilities, and the nearness to it.
/// A function of the lesson alone, as a real student is.
/// </summary>
internal sealed class FakeStudent
{
    private readonly StartDistillationRequest _lesson;
    private readonly float[][] _means;

    public FakeStudent(StartDistillationRequest lesson, byte[] pool)
    {
        _lesson = lesson;
        var targets = MemoryMarshal.Cast<byte, Half>(lesson.SoftTargets.Span).ToArray();
        var images = pool.Chunk(SmallPool.Shape.Pixels).ToArray();
        _means = [.. Enumerable.Range(0, lesson.Classes).Select(c => Mean(images, [.. Enumerable.Range(0, images.Length).Select(i => (float)targets[i * lesson.Classes + c])]))];
    }

    public static string IdOf(StartDistillationRequest lesson) =>
        "student-" + Convert.ToHexStringLower(SHA256.HashData([.. lesson.SoftTargets.Span, .. lesson.SampleIds.Select(id => (byte)id), .. lesson.Labels.Select(label => (byte)label), (byte)lesson.Seed]))[..12];

    public int Latent => 2 * _lesson.Classes;

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
