using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EfficientMnist.Learning.Training;

/// <summary>
/// The safetensors file format: an 8-byte little-endian length, a JSON header naming each tensor's type, shape and place,
/// then the bytes. Only float32 is written or read; the library of that name reads the files as well.
/// </summary>
public static class Safetensors
{
    private const long LargestHeader = 100_000_000;

    /// <summary>A float32 tensor in row-major order.</summary>
    public sealed record Entry(long[] Shape, float[] Values);

    /// <summary>Writes beside the file and moves over it, so that a reader sees the old file or the new one.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Entry> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var partial = path + ".partial";
        using (var file = File.Create(partial))
        {
            Write(file, tensors, metadata);
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Writes to a stream, which stays open.</summary>
    public static void Write(Stream target, IReadOnlyDictionary<string, Entry> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        var header = new JsonObject
        {
            ["__metadata__"] = new JsonObject(metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
        };
        var offset = 0L;
        var names = tensors.Keys.Order(StringComparer.Ordinal).ToArray();
        foreach (var name in names)
        {
            var end = offset + 4L * tensors[name].Values.Length;
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. tensors[name].Shape.Select(s => (JsonNode)s)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        // Spaces at the header's end align the data to 8 bytes, as the format recommends.
        var padding = (8 - json.Length % 8) % 8;
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length + padding);

        target.Write(length);
        target.Write(json);
        target.Write("       "u8[..padding]);
        foreach (var name in names)
            target.Write(LittleEndian(tensors[name].Values));
    }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no safetensors file, or cut short.</exception>
    public static (IReadOnlyDictionary<string, Entry> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(string path)
    {
        return Read(path, File.ReadAllBytes(path));
    }

    /// <summary>Reads what a file holds.</summary>
    /// <param name="path">How messages call it.</param>
    /// <param name="file">All of it.</param>
    /// <exception cref="InvalidDataException">It is no safetensors file, or cut short.</exception>
    public static (IReadOnlyDictionary<string, Entry> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(string path, ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        try
        {
            var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            if (length is < 2 or > LargestHeader || length > bytes.Length - 8)
                throw Damaged(path, $"a header of {length} bytes in a file of {bytes.Length}");
            var header = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(bytes.Slice(8, (int)length))
                ?? throw Damaged(path, "a header without tensors");
            var metadata = header.Remove("__metadata__", out var pairs)
                ? pairs.Deserialize<Dictionary<string, string>>() ?? []
                : [];
            var data = file[(8 + (int)length)..];
            return (header.ToDictionary(h => h.Key, h => Entries(path, h.Key, h.Value, data.Span), StringComparer.Ordinal), metadata);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Damaged(path, exception.Message);
        }
    }

    private static Entry Entries(string path, string name, JsonElement entry, ReadOnlySpan<byte> data)
    {
        var type = entry.GetProperty("dtype").GetString();
        if (type != "F32")
            throw Damaged(path, $"{name} is of type {type}, only F32 is read");
        var shape = entry.GetProperty("shape").Deserialize<long[]>()!;
        var offsets = entry.GetProperty("data_offsets").Deserialize<long[]>()!;
        if (offsets is not [var start, var end] || start < 0 || end > data.Length || Array.Exists(shape, side => side < 0) || end - start != shape.Aggregate(4L, (a, b) => checked(a * b)))
            throw Damaged(path, $"{name} lies at {string.Join("–", offsets)} of {data.Length} bytes and has shape [{string.Join(", ", shape)}]");
        var values = new float[(end - start) / 4];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(data[((int)start + 4 * i)..]);
        return new Entry(shape, values);
    }

    private static byte[] LittleEndian(float[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return bytes;
    }

    private static InvalidDataException Damaged(string path, string what) =>
        new($"{path} is damaged: {what}. Delete it; the training then starts again or goes on from an older checkpoint.");
}
