using EfficientMnist.Cli.Tests.Fakes;
using Microsoft.Data.Sqlite;

namespace EfficientMnist.Cli.Tests;

public sealed class BackupTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("eml-backup-").FullName;

    private string State => Path.Combine(_root, "state");

    private string Target => Path.Combine(_root, "kept.tar.gz");

    private string Elsewhere => Path.Combine(_root, "elsewhere");

    public BackupTests()
    {
        Write("runs/r1/options.json", "{}");
        Write("runs/r1/journal.jsonl", "one\n");
        Write("encoders/e1/best.safetensors", new string('w', 300_000));
        Write("datasets/parts/train.pixels", "pixels");
        Write("datasets/.import-123/train.pixels", "unfinished");
        Write("encoders/e1/latest.safetensors.new", "unfinished");
        Write("system.json", "the key of this start");
        Write("apphost.lock", "");
        Execute("create table ledger (entry_id integer primary key, label integer); pragma journal_mode = wal");
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Backup_WhileLabelsAreBoughtAndJournalsGrow_IsRestoredWithAllThatWasThereWhenItBegan()
    {
        using var stop = new CancellationTokenSource();
        for (var i = 0; i < 100; i++)
            Execute("insert into ledger (label) values (1)");
        var buying = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Execute("insert into ledger (label) values (1)");
                File.AppendAllText(Path.Combine(State, "runs/r1/journal.jsonl"), "more\n");
            }
        });

        var made = await RunAsync("backup", Target);
        await stop.CancelAsync();
        await buying;
        var restored = await RunAsync("restore", Target, "--to", Elsewhere);

        Assert.True((made.ExitCode, restored.ExitCode) == (0, 0), made.Errors + restored.Errors);
        Assert.Equal(
            ["datasets/parts/train.pixels", "encoders/e1/best.safetensors", "ledger.db", "runs/r1/journal.jsonl", "runs/r1/options.json"],
            Directory.EnumerateFiles(Elsewhere, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Elsewhere, path)).Order(StringComparer.Ordinal));
        Assert.Equal(new string('w', 300_000), await File.ReadAllTextAsync(Path.Combine(Elsewhere, "encoders/e1/best.safetensors")));
        Assert.StartsWith("one\n", await File.ReadAllTextAsync(Path.Combine(Elsewhere, "runs/r1/journal.jsonl")), StringComparison.Ordinal);
        Assert.InRange(Rows(Elsewhere), 100, Rows(State));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.7)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public async Task Restore_OfABackupWithAByteChanged_IsWhatWasKeptOrNamesItAndLeavesNothing(double where)
    {
        await RunAsync("backup", Target);
        var bytes = await File.ReadAllBytesAsync(Target);
        bytes[(int)(bytes.Length * where)] ^= 0x55;
        await File.WriteAllBytesAsync(Target, bytes);

        var restored = await RunAsync("restore", Target, "--to", Elsewhere);

        // A byte of the archive's own, such as the time of a file, changes nothing that was kept.
        if (restored.ExitCode == 0)
        {
            Assert.Equal(Contents(State), Contents(Elsewhere));
            return;
        }
        Assert.Equal(1, restored.ExitCode);
        Assert.Contains($"{Target} is", restored.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Elsewhere));
        Assert.False(Directory.Exists(Elsewhere + ".restoring"));
    }

    [Fact]
    public async Task Restore_OfABackupCutShort_SaysSo()
    {
        await RunAsync("backup", Target);
        await File.WriteAllBytesAsync(Target, (await File.ReadAllBytesAsync(Target))[..^2_000]);

        var restored = await RunAsync("restore", Target, "--to", Elsewhere);

        Assert.Equal(1, restored.ExitCode);
        Assert.Contains("Take another backup.", restored.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_IntoAFolderInUse_IsRefused()
    {
        await RunAsync("backup", Target);

        var restored = await RunAsync("restore", Target); // the state folder itself

        Assert.Equal(1, restored.ExitCode);
        Assert.Contains($"{State} is not empty.", restored.Errors, StringComparison.Ordinal);
        Assert.Equal("{}", await File.ReadAllTextAsync(Path.Combine(State, "runs/r1/options.json")));
    }

    [Fact]
    public async Task Backup_OntoAnotherOne_IsRefused()
    {
        await RunAsync("backup", Target);

        Assert.Contains("exists already", (await RunAsync("backup", Target)).Errors, StringComparison.Ordinal);
    }

    // Of what a backup keeps, beside the ledger, whose file is written anew.
    private static Dictionary<string, string> Contents(string folder) =>
        new[] { "datasets/parts/train.pixels", "encoders/e1/best.safetensors", "runs/r1/journal.jsonl", "runs/r1/options.json" }
            .ToDictionary(path => path, path => File.ReadAllText(Path.Combine(folder, path)));

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.OfAsync(new Dictionary<string, string> { ["Storage__Root"] = State }, arguments);

    private void Write(string path, string text)
    {
        var full = Path.Combine(State, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(State, "ledger.db")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Rows(string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "ledger.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from ledger";
        return (long)command.ExecuteScalar()!;
    }
}
