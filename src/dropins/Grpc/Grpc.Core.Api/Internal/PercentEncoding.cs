using System.Buffers;
using System.Globalization;
using System.Text;

namespace Grpc.Core.Internal;

// The header grpc-message: UTF-8 with everything but printable ASCII, and '%' itself, as %XX.
internal static class PercentEncoding
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(PlainCharacters());

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
            return text;

        var builder = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (value is >= 0x20 and <= 0x7e and not (byte)'%')
                builder.Append((char)value);
            else
                builder.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return builder.ToString();
    }

    // A peer's malformed escape is kept as it stands; the message is for people.
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;

        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes[length++] = value;
                i += 2;
            }
            else
            {
                bytes[length++] = (byte)text[i];
            }
        }

        return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
    }

    private static string PlainCharacters() => string.Concat(Enumerable.Range(0x20, 0x5f).Select(value => (char)value).Where(value => value != '%'));
}
