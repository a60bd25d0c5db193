using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>An array in NumPy's format (NEP 1): a head that says type and shape, then the elements.</summary>
/// <param name="Shape">The sizes.</param>
/// <param name="Type">The elements' type as NumPy writes it, such as |u1 or &lt;f4.</param>
/// <param name="Data">The elements in C order.</param>
internal sealed partial record NumpyArray(int[] Shape, string Type, byte[] Data)
{
    private const int Longest = 1 << 20;

    /// <param name="content">The file.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="InvalidDataException">It is no such file, or of a kind that is not read.</exception>
    public static NumpyArray Read(Stream content, string name)
    {
        var start = new byte[12];
        content.ReadExactly(start.AsSpan(0, 10));
        if (start[0] != 0x93 || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw new InvalidDataException($"'{name}' is no NumPy array");
        var length = start[6] == 1 ? BitConverter.ToUInt16(start, 8) : ReadLong(content, start);
        if (length is < 0 or > Longest) throw new InvalidDataException($"'{name}' has a head of {length} bytes");
        var head = new byte[length];
        content.ReadExactly(head);
        var match = Head().Match(Encoding.Latin1.GetString(head));
        if (!match.Success) throw new InvalidDataException($"'{name}' holds no plain array of numbers (its head is {Encoding.Latin1.GetString(head).Trim()})");
        if (match.Groups["order"].Value == "True") throw new InvalidDataException($"'{name}' is stored column by column. Save it with np.ascontiguousarray");
        int[] shape = [.. match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(size => Size(size, name))];
        var type = match.Groups["type"].Value;
        var total = shape.Aggregate((long)ElementBytes(type, name), (product, size) => product > Array.MaxLength ? product : product * size);
        if (total > Array.MaxLength) throw new InvalidDataException($"'{name}' announces {total} bytes; {Array.MaxLength} are read at most");
        var data = new byte[total];
        content.ReadExactly(data);
        return new NumpyArray(shape, type, data);
    }

    /// <summary>The elements as whole numbers.</summary>
    public long[] Whole()
    {
        var data = Data;
        return Type[1..] switch
        {
            "u1" or "b1" => Array.ConvertAll(data, value => (long)value),
            "i1" => Array.ConvertAll(data, value => (long)(sbyte)value),
            "u2" => [.. MemoryMarshal.Cast<byte, ushort>(data).ToArray().Select(value => (long)value)],
            "i2" => [.. MemoryMarshal.Cast<byte, short>(data).ToArray().Select(value => (long)value)],
            "u4" => [.. MemoryMarshal.Cast<byte, uint>(data).ToArray().Select(value => (long)value)],
            "i4" => [.. MemoryMarshal.Cast<byte, int>(data).ToArray().Select(value => (long)value)],
            "u8" or "i8" => MemoryMarshal.Cast<byte, long>(data).ToArray(),
            _ => [.. Real().Select(value => (long)value)],
        };
    }

    /// <summary>The elements as grey levels: bytes as they are, 0 … 1 spread over them.</summary>
    public byte[] Levels(string name)
    {
        if (Data.Length == 0) return [];
        if (Type[1..] is "u1" or "b1") return Type[1..] == "b1" ? Array.ConvertAll(Data, value => (byte)(value * 255)) : Data;
        var values = Type[1] == 'f' ? Real() : Array.ConvertAll(Whole(), value => (double)value);
        var (least, most) = (values.Min(), values.Max());
        // Also where a value is no number.
        if (!(least >= 0 && most <= 255)) throw new InvalidDataException($"'{name}' has values from {least:G4} to {most:G4}; expected are 0 to 255, or 0 to 1. Scale them before saving");
        var scale = Type[1] == 'f' && most <= 1 ? 255 : 1;
        return Array.ConvertAll(values, value => (byte)Math.Round(value * scale));
    }

    private double[] Real() => Type[1..] == "f4"
        ? [.. MemoryMarshal.Cast<byte, float>(Data).ToArray().Select(value => (double)value)]
        : MemoryMarshal.Cast<byte, double>(Data).ToArray();

    private static int Size(string size, string name) => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InvalidDataException($"'{name}' has a size of {size}; a whole number up to {int.MaxValue} is read");

    private static int ReadLong(Stream content, byte[] start)
    {
        content.ReadExactly(start.AsSpan(10, 2));
        return BitConverter.ToInt32(start, 8);
    }

    private static int ElementBytes(string type, string name) => type is [not '>', 'u' or 'i' or 'f' or 'b', '1' or '2' or '4' or '8'] && type[1..] is not ("f1" or "f2" or "b2" or "b4" or "b8")
        ? type[2] - '0'
        : throw new InvalidDataException($"'{name}' has elements of type {type}; bytes, whole numbers and float32 or float64 are read");

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']+)',\s*'fortran_order':\s*(?<order>True|False),\s*'shape':\s*\((?<shape>[\d,\s]*)\)")]
    private static partial Regex Head();
}
