namespace Grpc.Core.Internal;

internal static class MetadataWire
{
    public static string Value(Metadata.Entry entry) => entry.IsBinary ? Convert.ToBase64String(entry.RawBytes) : entry.Value;

    // Several values of one key may come joined by commas, which base64 never contains.
    public static void AddReceived(Metadata metadata, string key, string value)
    {
        var lower = Lower(key);
        if (!MetadataKey.IsBinary(lower))
        {
            metadata.Add(Metadata.Entry.Received(lower, value));
            return;
        }

        foreach (var range in value.AsSpan().Split(','))
            metadata.Add(Metadata.Entry.Received(lower, DecodeBase64(lower, value.AsSpan()[range].Trim())));
    }

    // Those that belong to the transport or to the protocol, not to the application.
    public static bool IsReserved(string key) => key.Length == 0 || key[0] switch
    {
        ':' => true,
        'g' or 'G' => Is(key, "grpc-status") || Is(key, "grpc-message") || Is(key, "grpc-encoding") || Is(key, "grpc-accept-encoding") || Is(key, "grpc-timeout"),
        'c' or 'C' => Is(key, "content-type") || Is(key, "content-encoding"),
        't' or 'T' => Is(key, "te") || Is(key, "transfer-encoding"),
        _ => false,
    };

    private static bool Is(string key, string name) => key.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string Lower(string key)
    {
        foreach (var letter in key)
        {
            if (char.IsAsciiLetterUpper(letter))
#pragma warning disable CA1308 // Metadata keys are lower case by definition.
                return key.ToLowerInvariant();
#pragma warning restore CA1308
        }

        return key;
    }

    // Padding is optional on the wire.
    private static byte[] DecodeBase64(string key, ReadOnlySpan<char> text)
    {
        Span<char> padded = text.Length <= 256 ? stackalloc char[text.Length + 3] : new char[text.Length + 3];
        text.CopyTo(padded);
        padded[text.Length..].Fill('=');
        var length = (text.Length + 3) / 4 * 4;
        var bytes = new byte[length / 4 * 3];
        return Convert.TryFromBase64Chars(padded[..length], bytes, out var written)
            ? bytes.AsSpan(0, written).ToArray()
            : throw Frame.Failure(StatusCode.Internal, $"The value of the binary header '{key}' is not base64.");
    }
}
