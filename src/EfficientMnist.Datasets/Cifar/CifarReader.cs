using EfficientMnist.Datasets.Files;
using EfficientMnist.Datasets.Standard;

namespace EfficientMnist.Datasets.Cifar;

/// <summary>CIFAR-10's binary version: records of one label byte and the red, green and blue plane of 32×32 bytes.</summary>
internal sealed class CifarReader(string name, string location, StandardDataset? standard) : IDatasetReader
{
    private static readonly ImageShape Shape = new(3, 32, 32);
    private static readonly IReadOnlyList<string> Classes =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static int RecordLength => 1 + Shape.Pixels;

    public DatasetInfo Describe() => new()
    {
        Name = name,
        Shape = Shape,
        ClassNames = standard?.ClassNames ?? Classes,
        Source = standard?.Source ?? "CIFAR-10 binary files of the user",
        Location = location,
        Splits = [DatasetSplit.Train, DatasetSplit.Test],
        HasLabels = true,
        HasTestLabels = true,
    };

    public ImageSet ReadImages(DatasetSplit split, CancellationToken cancellationToken) =>
        new(Shape, Read(split, 1, Shape.Pixels, cancellationToken));

    public int[] ReadLabels(DatasetSplit split, CancellationToken cancellationToken)
    {
        var labels = Read(split, 0, 1, cancellationToken);
        var highest = labels.Max();
        if (highest >= Classes.Count) throw Damaged.File(location, $"has the label {highest}, outside 0 … {Classes.Count - 1}");
        return Array.ConvertAll(labels, label => (int)label);
    }

    /// <summary>Bytes [start, start + length) of every record of the split, in the order of the batch numbers.</summary>
    private byte[] Read(DatasetSplit split, int start, int length, CancellationToken cancellationToken)
    {
        var batches = new SortedDictionary<int, byte[]>();
        CifarFiles.ForEachBatch(location, split, (number, path, content) =>
            batches[number] = ReadBatch(path, content, start, length, cancellationToken));
        if (batches.Count == 0)
        {
            var missing = split == DatasetSplit.Train ? "data_batch_1.bin" : "test_batch.bin";
            throw new FileNotFoundException($"'{location}' lacks '{missing}' (or the same with .gz). Put the file there.", missing);
        }
        return batches.Count == 1 ? batches.Values.First() : Join(batches.Values);
    }

    private static byte[] ReadBatch(string path, Stream content, int start, int length, CancellationToken cancellationToken)
    {
        var part = new byte[10_000 * length];
        var record = new byte[RecordLength];
        var count = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = ReadRecord(path, content, record);
            if (read == 0) break;
            if (read < record.Length) throw Damaged.File(path, $"is truncated: record {count} has {read} of {record.Length} bytes");
            if ((count + 1L) * length > part.Length) Array.Resize(ref part, checked(part.Length * 2));
            record.AsSpan(start, length).CopyTo(part.AsSpan(count++ * length));
        }
        if (count == 0) throw Damaged.File(path, "is empty");
        if (count * length != part.Length) Array.Resize(ref part, count * length);
        return part;
    }

    private static int ReadRecord(string path, Stream content, byte[] record)
    {
        try
        {
            return content.ReadAtLeast(record, record.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw Damaged.File(path, $"cannot be unpacked ({error.Message.TrimEnd('.')})", error);
        }
    }

    private static byte[] Join(ICollection<byte[]> parts)
    {
        var joined = new byte[parts.Sum(part => (long)part.Length)];
        var offset = 0;
        foreach (var part in parts)
        {
            part.CopyTo(joined, offset);
            offset += part.Length;
        }
        return joined;
    }
}
