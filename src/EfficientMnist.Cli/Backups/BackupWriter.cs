using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using EfficientMnist.Cli.Connections;
using Microsoft.Data.Sqlite;

namespace EfficientMnist.Cli.Backups;

/// <summary>Copies a state folder into one file while the system works on it.</summary>
internal static class BackupWriter
{
    /// <summary>Returns what the backup holds. The file is there whole or not at all.</summary>
    /// <param name="state">The state folder.</param>
    /// <param name="target">The backup, which must not exist.</param>
    /// <param name="time">Says when.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left.</param>
    /// <exception cref="SystemFailedException">There is nothing to keep, or a backup already.</exception>
    public static async Task<BackupManifest> WriteAsync(string state, string target, TimeProvider time, CancellationToken cancellationToken)
    {
        if (File.Exists(target))
            throw new SystemFailedException($"{target} exists already. Name another file.");
        var staging = target + ".part";
        Directory.CreateDirectory(staging);
        try
        {
            var files = new Dictionary<string, BackupFile>(StringComparer.Ordinal);
            foreach (var path in StateFiles.BesideTheLedger(state))
            {
                if (await CopyAsync(Path.Combine(state, path), Path.Combine(staging, path), cancellationToken) is { } file)
                    files[path] = file;
            }
            if (await CopyLedgerAsync(state, staging, cancellationToken) is { } ledger)
                files[StateFiles.Ledger] = ledger;
            if (files.Count == 0)
                throw new SystemFailedException($"There is nothing to keep in {state}. Name the system's state folder with Storage__Root.");
            var manifest = new BackupManifest { MadeAt = time.GetUtcNow(), Source = state, Files = files };
            await File.WriteAllBytesAsync(Path.Combine(staging, BackupManifest.FileName), manifest.ToBytes(), cancellationToken);
            var packed = Path.Combine(staging, ".packed");
            await PackAsync(staging, packed, [.. files.Keys, BackupManifest.FileName], cancellationToken);
            File.Move(packed, target);
            return manifest;
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    // Null where the file was an unfinished one that has its name by now.
    private static async Task<BackupFile?> CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            await using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
            await from.CopyToAsync(to, cancellationToken);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        return await DescribeAsync(target, cancellationToken);
    }

    // SQLite's own online backup: a state between two transactions, whoever buys meanwhile.
    private static async Task<BackupFile?> CopyLedgerAsync(string state, string staging, CancellationToken cancellationToken)
    {
        var source = Path.Combine(state, StateFiles.Ledger);
        if (!File.Exists(source))
            return null;
        var target = Path.Combine(staging, StateFiles.Ledger);
        await using (var from = Open(source, SqliteOpenMode.ReadWrite))
        await using (var to = Open(target, SqliteOpenMode.ReadWriteCreate))
        {
            await from.OpenAsync(cancellationToken);
            await to.OpenAsync(cancellationToken);
            from.BackupDatabase(to);
            // One file, that can be read without writing beside it.
            await using var single = to.CreateCommand();
            single.CommandText = "pragma journal_mode = delete";
            await single.ExecuteNonQueryAsync(cancellationToken);
        }
        return await DescribeAsync(target, cancellationToken);
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode) =>
        new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 60 }.ToString());

    private static async Task<BackupFile> DescribeAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return new BackupFile(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)), file.Length);
    }

    private static async Task PackAsync(string folder, string target, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(target, options);
        await using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax);
        foreach (var path in files)
            await tar.WriteEntryAsync(Path.Combine(folder, path), path, cancellationToken);
    }
}
