using System.Globalization;
using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;
using Google.Protobuf;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

/// <summary>Teaching for tests: the teacher holds image i for class i mod 3, with some doubt, and three images have been bought.</summary>
internal static class Teaching
{
    public const int Classes = 3;
    public const int Width = 4;

    public static StartDistillationRequest Tiny(long seed = 1, int epochs = 1, int pool = GlyphStore.TrainCount, int classes = Classes) => new()
    {
        Dataset = pool == GlyphStore.HugeCount ? GlyphStore.Huge : GlyphStore.Glyphs,
        Classes = classes,
        SampleIds = { 5, 1, 9 },
        Labels = { 2, 1, 0 },
        SoftTargets = Targets(pool, classes),
        Seed = seed,
        Options =
        {
            ["epochs"] = epochs.ToString(CultureInfo.InvariantCulture),
            ["batch"] = "64",
            ["labelled_batch"] = "8",
            ["width"] = Width.ToString(CultureInfo.InvariantCulture),
        },
    };

    /// <summary>Never ends within a test.</summary>
    public static StartDistillationRequest Endless() => Tiny(epochs: 10_000);

    /// <summary>The soft targets with one value changed.</summary>
    public static ByteString With(this ByteString targets, int index, float value)
    {
        var bytes = targets.ToByteArray();
        MemoryMarshal.Cast<byte, Half>(bytes.AsSpan())[index] = (Half)value;
        return ByteString.CopyFrom(bytes);
    }

    private static ByteString Targets(int pool, int classes)
    {
        var values = new Half[pool * classes];
        values.AsSpan().Fill((Half)(0.2 / (classes - 1)));
        for (var image = 0; image < pool; image++)
            values[image * classes + image % classes] = (Half)0.8;
        return ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
