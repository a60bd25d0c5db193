using System.Text.Json;

namespace EfficientMnist.Cli.Backups;

/// <summary>The last file of a backup: what is in it. A backup without it was cut short.</summary>
internal sealed record BackupManifest
{
    public const string FileName = "backup.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The state folder it was made of, for people.</summary>
    public required string Source { get; init; }

    /// <summary>Checksum (SHA-256) and bytes of every file, by its path with '/'.</summary>
    public required IReadOnlyDictionary<string, BackupFile> Files { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="JsonException">It is none.</exception>
    public static BackupManifest Of(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<BackupManifest>(bytes, Json) ?? throw new JsonException("it is empty");
}

/// <summary>One file of a backup.</summary>
internal sealed record BackupFile(string Sha256, long Bytes);
