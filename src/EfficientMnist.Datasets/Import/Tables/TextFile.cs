using System.Text;
using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Import.Tables;

/// <summary>Reads text in the encodings that tables come in: UTF-8 and UTF-16 with and without a mark, and Windows-1252.</summary>
internal static class TextFile
{
    private const int Looked = 4_096;

    /// <summary>The text, and the name of its encoding where that is not UTF-8.</summary>
    public static (string Text, string? Encoding) Read(string path)
    {
        var bytes = UserFile.Read(path);
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble)) return (Encoding.UTF8.GetString(bytes.AsSpan(3)), null);
        if (bytes.AsSpan().StartsWith(Encoding.Unicode.Preamble)) return (Encoding.Unicode.GetString(bytes.AsSpan(2)), null);
        if (bytes.AsSpan().StartsWith(Encoding.BigEndianUnicode.Preamble)) return (Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2)), null);
        if (WithoutMark(bytes) is { } wide) return (wide.GetString(bytes), "UTF-16");
        try
        {
            return (new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), null);
        }
        catch (DecoderFallbackException)
        {
            return (CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes), "Windows-1252");
        }
    }

    // Text in letters of the West has a zero in every other byte of UTF-16.
    private static UnicodeEncoding? WithoutMark(byte[] bytes)
    {
        var looked = Math.Min(Looked, bytes.Length) / 2 * 2;
        int even = 0, odd = 0;
        for (var i = 0; i < looked; i += 2)
        {
            even += bytes[i] == 0 ? 1 : 0;
            odd += bytes[i + 1] == 0 ? 1 : 0;
        }
        return odd > looked / 4 && even == 0 ? new UnicodeEncoding(bigEndian: false, byteOrderMark: false)
            : even > looked / 4 && odd == 0 ? new UnicodeEncoding(bigEndian: true, byteOrderMark: false) : null;
    }
}
