using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>The binary versions of CIFAR-10 (one label byte) and CIFAR-100 (a coarse and a fine one): 32×32 pixels in three planes.</summary>
internal static class CifarSource
{
    private static readonly ImageShape Shape = new(3, 32, 32);

    public static bool Recognises(string file) => LabelBytes(file) > 0;

    public static ImportSource Of(string folder, string shown, IReadOnlyList<string> files)
    {
        var names = files.FirstOrDefault(file => Path.GetFileName(file) is "batches.meta.txt" or "fine_label_names.txt") is { } list
            ? File.ReadAllLines(Path.Combine(folder, list)).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray()
            : null;
        var source = ArraySource.Together(shown, files.Where(Recognises).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file).StartsWith("test", StringComparison.Ordinal) ? SourcePart.Test : SourcePart.Train, Read(folder, file, names))).ToList());
        return source with { ClassNames = names };
    }

    private static SourceSplit Read(string folder, string file, string[]? names)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, file));
        var labelBytes = LabelBytes(file);
        var record = labelBytes + Shape.Pixels;
        if (bytes.Length == 0 || bytes.Length % record != 0) throw Damaged.Given(file, $"is truncated: {bytes.Length} bytes are no whole number of records of {record}");
        var count = bytes.Length / record;
        var pixels = new byte[count * Shape.Pixels];
        var labels = new string?[count];
        for (var i = 0; i < count; i++)
        {
            bytes.AsSpan((i * record) + labelBytes, Shape.Pixels).CopyTo(pixels.AsSpan(i * Shape.Pixels));
            var label = bytes[(i * record) + labelBytes - 1];
            labels[i] = names is null ? $"{label}" : label < names.Length ? names[label] : throw Damaged.Given(file, $"has the label {label}, outside 0 … {names.Length - 1}");
        }
        return ArraySource.Of(file, Shape, pixels, labels);
    }

    private static int LabelBytes(string file) => Path.GetFileName(file) switch
    {
        "train.bin" or "test.bin" => 2,
        "test_batch.bin" => 1,
        var name when name.StartsWith("data_batch_", StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal) => 1,
        _ => 0,
    };
}
