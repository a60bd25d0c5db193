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

    /// <summary>The labels alone: an image without one counts next to nothing.</summary>
    public static StartDistillationRequest LessonOf(StartFineTuningRequest request, int pool)
    {
        var targets = new Half[pool * request.Classes];
        Array.Fill(targets, (Half)0.001f);
        foreach (var (id, label) in request.SampleIds.Zip(request.Labels))
            targets[id * request.Classes + label] = (Half)1f;
        var lesson = new StartDistillationRequest { Classes = request.Classes, Seed = request.Seed, SoftTargets = ByteString.CopyFrom(MemoryMarshal.AsBytes(targets.AsSpan())) };
        lesson.SampleIds.Add(request.SampleIds);
        lesson.Labels.Add(request.Labels);
        return lesson;
    }

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
