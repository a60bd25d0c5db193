using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Drills.Readers;

/// <summary>Changes files where programs trip: bits, lengths, numbers in text, parts left out, doubled, exchanged with those of other files.</summary>
internal sealed class Mutator(Random random)
{
    private const int Longest = 1 << 16;

    private static readonly uint[] Lengths = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];
    private static readonly string[] Words = ["-1", "0", "256", "1e400", "NaN", "99999999999999999999", "\"", "''", ",,,,", "\n\n", "\0", "../", "(", "True", "descr", "|O", ">f8", "<U4", "1.5", " "];

    /// <summary>Another file.</summary>
    /// <param name="file">What it is made of.</param>
    /// <param name="other">What parts may be exchanged with.</param>
    public byte[] Next(byte[] file, byte[] other)
    {
        for (var left = 1 << random.Next(4); left > 0; left--)
            file = Once(file, other);
        return file.Length > Longest ? file[..Longest] : file;
    }

    private byte[] Once(byte[] file, byte[] other)
    {
        if (file.Length < 4)
            return [.. file, .. Encoding.Latin1.GetBytes(Words[random.Next(Words.Length)])];
        var at = random.Next(file.Length - 3);
        switch (random.Next(9))
        {
            case 0:
                return Changed(file, bytes => bytes[at] ^= (byte)(1 << random.Next(8)));
            case 1:
                return Changed(file, bytes => bytes[at] = (byte)random.Next(256));
            case 2:
                return Changed(file, bytes => BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), Lengths[random.Next(Lengths.Length)]));
            case 3:
                return Changed(file, bytes => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Lengths[random.Next(Lengths.Length)]));
            case 4:
                return [.. file[..at], .. file[Math.Min(file.Length, at + Some())..]];
            case 5:
                return [.. file[..at], .. file[at..Math.Min(file.Length, at + Some())], .. file[at..]];
            case 6:
                var from = random.Next(other.Length + 1);
                return [.. file[..at], .. other[from..Math.Min(other.Length, from + Some())], .. file[at..]];
            case 7:
                return random.Next(4) == 0 ? file[..at] : Number(file, at);
            default:
                return [.. file[..at], .. Encoding.Latin1.GetBytes(Words[random.Next(Words.Length)]), .. file[(at + random.Next(3))..]];
        }
    }

    // The next number in the text becomes another one.
    private byte[] Number(byte[] file, int at)
    {
        var begin = Array.FindIndex(file, at, character => char.IsAsciiDigit((char)character));
        if (begin < 0)
            return file;
        var end = Array.FindIndex(file, begin, character => !char.IsAsciiDigit((char)character));
        var number = Lengths[random.Next(Lengths.Length)].ToString(CultureInfo.InvariantCulture);
        return [.. file[..begin], .. Encoding.Latin1.GetBytes(number), .. end < 0 ? [] : file[end..]];
    }

    private int Some() => 1 + random.Next(1 << random.Next(9));

    private static byte[] Changed(byte[] file, Action<byte[]> change)
    {
        byte[] bytes = [.. file];
        change(bytes);
        return bytes;
    }
}
