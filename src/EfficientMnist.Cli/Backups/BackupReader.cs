using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.Topology;
using Microsoft.Data.Sqlite;

namespace EfficientMnist.Cli.Backups;

/// <summary>Makes a state folder of a backup, once every file in it is what it was.</summary>
internal static class BackupReader
{
    /// <summary>Returns what was restored. The folder is there whole, or as it was.</summary>
    /// <param name="backup">The file.</param>
    /// <param name="folder">A folder that is missing or empty.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SystemFailedException">The folder is in use.</exception>
    /// <exception cref="InvalidDataException">The backup is damaged or cut short; the message names the file.</exception>
    public static async Task<BackupManifest> RestoreAsync(string backup, string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new SystemFailedException($"{folder} is not empty. A backup is restored into a folder of its own (--to), which a system then works on with Storage__Root={folder}.");
        PrivateFiles.Begin();
        var staging = folder.TrimEnd(Path.DirectorySeparatorChar) + ".restoring";
        if (Directory.Exists(staging))
            Directory.Delete(staging, recursive: true);
        try
        {
            var manifest = await UnpackAsync(backup, Directory.CreateDirectory(staging).FullName, cancellationToken);
            await VerifyAsync(backup, staging, manifest, cancellationToken);
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            Directory.Move(staging, folder);
            return manifest;
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }

    private static async Task<BackupManifest> UnpackAsync(string backup, string target, CancellationToken cancellationToken)
    {
        BackupManifest? manifest = null;
        try
        {
            await using var file = File.OpenRead(backup);
            await using var gzip = new GZipStream(file, CompressionMode.Decompress);
            await using var tar = new TarReader(gzip);
            while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
            {
                var path = Path.GetFullPath(Path.Combine(target, entry.Name));
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !path.StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    throw new InvalidDataException($"it has an entry '{entry.Name}', which no backup has");
                if (entry.Name == BackupManifest.FileName)
                {
                    using var bytes = new MemoryStream();
                    await (entry.DataStream ?? Stream.Null).CopyToAsync(bytes, cancellationToken);
                    manifest = BackupManifest.Of(bytes.ToArray());
                    continue;
                }
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                await (entry.DataStream ?? Stream.Null).CopyToAsync(to, cancellationToken);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or JsonException)
        {
            throw new InvalidDataException($"{backup} is damaged: {error.Message.TrimEnd('.')}. Take another backup.", error);
        }
        return manifest ?? throw new InvalidDataException($"{backup} is cut short, or no backup: it lacks {BackupManifest.FileName}. Take another backup.");
    }

    private static async Task VerifyAsync(string backup, string folder, BackupManifest manifest, CancellationToken cancellationToken)
    {
        foreach (var (path, expected) in manifest.Files)
        {
            var full = Path.Combine(folder, path);
            if (!File.Exists(full))
                throw new InvalidDataException($"{backup} is damaged: {path} is missing. Take another backup.");
            await using var file = File.OpenRead(full);
            if (file.Length != expected.Bytes || Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != expected.Sha256)
                throw new InvalidDataException($"{backup} is damaged: {path} is not as it was. Take another backup.");
        }
        var ledger = Path.Combine(folder, StateFiles.Ledger);
        if (File.Exists(ledger))
            await VerifyLedgerAsync(backup, ledger, cancellationToken);
    }

    private static async Task VerifyLedgerAsync(string backup, string ledger, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = ledger, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var check = connection.CreateCommand();
        check.CommandText = "pragma integrity_check";
        if (await check.ExecuteScalarAsync(cancellationToken) is not "ok")
            throw new InvalidDataException($"{backup} is damaged: its ledger is not whole. Take another backup.");
    }
}
