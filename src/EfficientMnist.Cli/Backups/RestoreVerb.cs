using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Contracts.Topology;

namespace EfficientMnist.Cli.Backups;

/// <summary>A state folder from a backup.</summary>
internal sealed class RestoreVerb : IVerb
{
    public string Name => "restore";

    public string Usage => "<file.tar.gz> [--to folder]";

    public string Summary => "makes a state folder of a backup, verified file by file; the folder must be missing or empty";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, [], ["--to"], withOptions: false);
        var backup = Path.GetFullPath(line.Words("file.tar.gz")[0]);
        var folder = line.Value("--to") is { } given ? Path.GetFullPath(given) : StateFolder.Find(screen.Environment("Storage__Root"));
        var manifest = await BackupReader.RestoreAsync(backup, folder, cancellationToken);
        screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{folder}: {manifest.Files.Count:N0} files as they were at {manifest.MadeAt.UtcDateTime:u}. Start a system on it with Storage__Root={folder} ./eml up, and see what was paid with ./eml ledger --verify"));
        return 0;
    }
}
