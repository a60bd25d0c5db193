using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Backups;

/// <summary>A state folder from a backup.</summary>
internal sealed class RestoreVerb() : Verb<RestoreOptions>(
    "restore",
    "makes a state folder of a backup, verified file by file; the folder must be missing or empty",
    RestoreOptions.Table,
    [new("file.tar.gz", "A file that eml backup has written.")])
{
    protected override async Task<int> ExecuteAsync(VerbLine<RestoreOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var backup = Path.GetFullPath(line.Words[0]);
        var folder = line.Options.To.Length > 0 ? Path.GetFullPath(line.Options.To) : StateFolder.Find(screen.Environment("Storage__Root"));
        var manifest = await BackupReader.RestoreAsync(backup, folder, cancellationToken);
        screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{folder}: {manifest.Files.Count:N0} files as they were at {manifest.MadeAt.UtcDateTime:u}. Start a system on it with Storage__Root={folder} ./eml up, and see what was paid with ./eml ledger --verify"));
        return 0;
    }
}

/// <summary>The options of eml restore.</summary>
internal sealed record RestoreOptions
{
    public string To { get; init; } = "";

    public static OptionTable<RestoreOptions> Table { get; } = new OptionTable<RestoreOptions>("eml restore", new())
        .Text("--to", o => o.To, "a folder", "The state folder to make; the system's own where it is not given.");
}
