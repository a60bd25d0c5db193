using System.Globalization;
using EfficientMnist.Datasets.Idx;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>IDX files of any size and any name, as MNIST, EMNIST and KMNIST come in: pairs of …images-idx3… and …labels-idx1….</summary>
internal static class IdxSource
{
    private const string Images = "images";

    public static bool Recognises(string file)
    {
        var name = Path.GetFileName(file);
        return name.Contains("idx3", StringComparison.OrdinalIgnoreCase) && name.Contains(Images, StringComparison.OrdinalIgnoreCase);
    }

    public static ImportSource Of(string folder, string shown, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var source = ArraySource.Together(shown, files.Where(Recognises).Select(file => (SplitName.In(file) ?? SourcePart.Train, Read(folder, file, files, notes, cancellationToken))).ToList());
        return source with { Notes = notes };
    }

    private static SourceSplit Read(string folder, string file, IReadOnlyList<string> files, List<string> notes, CancellationToken cancellationToken)
    {
        var (sizes, pixels) = IdxFile.Read(Path.Combine(folder, file), 3, null, cancellationToken);
        var shape = new ImageShape(1, sizes[1], sizes[2]);
        if (Path.GetFileName(file).StartsWith("emnist", StringComparison.OrdinalIgnoreCase))
        {
            pixels = Transposed(pixels, shape);
            shape = shape with { Height = sizes[2], Width = sizes[1] };
            notes.Add($"The images of '{file}' are stored column by column, as all of EMNIST; they were put upright.");
        }
        var wanted = file.Replace(Images, "labels", StringComparison.OrdinalIgnoreCase).Replace("idx3", "idx1", StringComparison.OrdinalIgnoreCase);
        if (files.FirstOrDefault(other => Plain(other) == Plain(wanted)) is not { } labelFile) return ArraySource.Of(file, shape, pixels, null);
        var (counts, labels) = IdxFile.Read(Path.Combine(folder, labelFile), 1, null, cancellationToken);
        return counts[0] == sizes[0]
            ? ArraySource.Of(file, shape, pixels, [.. labels.Select(label => label.ToString(CultureInfo.InvariantCulture))])
            : throw new InvalidDataException($"'{labelFile}' has {counts[0]} labels for the {sizes[0]} images of '{file}'.");
    }

    private static string Plain(string file) => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;

    private static byte[] Transposed(byte[] pixels, ImageShape shape)
    {
        var turned = new byte[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (start, at) = (i / shape.Pixels * shape.Pixels, i % shape.Pixels);
            turned[start + (at % shape.Width * shape.Height) + (at / shape.Width)] = pixels[i];
        }
        return turned;
    }
}
