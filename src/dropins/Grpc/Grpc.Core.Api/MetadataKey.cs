using System.Buffers;

namespace Grpc.Core;

internal static class MetadataKey
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz-_.");

    public static bool IsBinary(string key) => key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

    public static string Normalize(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!key.AsSpan().ContainsAnyExcept(Allowed))
        {
            return key;
        }

#pragma warning disable CA1308 // Header names are lower case on the wire.
        var lower = key.ToLowerInvariant();
#pragma warning restore CA1308
        return lower.AsSpan().ContainsAnyExcept(Allowed)
            ? throw new ArgumentException($"Metadata entry key '{key}' not valid. Keys can only contain lowercase alphanumeric characters, underscores, hyphens and dots.", nameof(key))
            : lower;
    }
}
