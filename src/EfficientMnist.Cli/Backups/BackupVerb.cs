using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Contracts.Topology;

namespace EfficientMnist.Cli.Backups;

/// <summary>Everything that was paid for or made, in one file, while the system runs.</summary>
internal sealed class BackupVerb() : Verb<NoOptions>(
    "backup",
    "keeps the ledger, runs, encoders and imported data sets in one file; the system may run meanwhile",
    NoOptions.Table,
    [new("file.tar.gz", "The file to write.")])
{
    protected override async Task<int> ExecuteAsync(VerbLine<NoOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(line.Words[0]);
        var state = StateFolder.Find(screen.Environment("Storage__Root"));
        if (!Directory.Exists(state))
            throw new UsageException($"There is no state folder {state}. Name the system's with Storage__Root.");
        var manifest = await BackupWriter.WriteAsync(state, target, screen.Time, cancellationToken);
        screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{target}: {manifest.Files.Count:N0} files of {state}, {manifest.Files.Values.Sum(file => file.Bytes) / 1e6:N1} MB before they were packed"));
        if (!manifest.Files.ContainsKey(StateFiles.Ledger))
            screen.Error.WriteLine("eml: there is no ledger in it. One in PostgreSQL is kept with pg_dump.");
        return 0;
    }
}
