using System.Collections.Concurrent;
using System.Text.Json;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Core.Runs;
using EfficientMnist.ServiceDefaults.Hosting;

namespace EfficientMnist.Classifier.Journal;

/// <summary>The folder of all runs: one folder each, with its options and its journal. One process owns it.</summary>
internal sealed class RunStore : IRunStore
{
    private const string OptionsFile = "options.json";
    private const string DeletedEnd = ".deleted";
    private const string JournalFile = "journal.jsonl";
    // Of the file system, where the folder is the root of a disk.
    private const string LostAndFound = "lost+found";
    private static readonly JsonSerializerOptions Indented = new(RunJournal.Json) { WriteIndented = true };

    private readonly string _root;
    private readonly FileStream _lock;
    private readonly ConcurrentDictionary<string, RunJournal> _journals = new(StringComparer.Ordinal);

    public RunStore(string stateFolder, TimeProvider time)
    {
        _root = Path.Combine(stateFolder, "runs");
        Directory.CreateDirectory(_root);
        _lock = FolderOwnership.Take(_root, ServiceNames.Classifier, time);
        // What a crash has left of runs that were deleted.
        foreach (var deleted in Directory.EnumerateDirectories(_root, $".*{DeletedEnd}"))
            Directory.Delete(deleted, recursive: true);
    }

    public bool IsShared => false;

    public void Create(RunDefinition definition)
    {
        var folder = Folder(definition.RunId);
        var unfinished = Path.Combine(_root, $".{definition.RunId}.new");
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        using (var file = File.Create(Path.Combine(unfinished, OptionsFile)))
        {
            JsonSerializer.Serialize(file, definition, Indented);
            file.Flush(flushToDisk: true);
        }
        Directory.Move(unfinished, folder);
    }

    public void Delete(string runId)
    {
        var deleted = Path.Combine(_root, $".{runId}{DeletedEnd}");
        if (Directory.Exists(deleted))
            Directory.Delete(deleted, recursive: true);
        Directory.Move(Folder(runId), deleted);
        _journals.TryRemove(runId, out _);
        Directory.Delete(deleted, recursive: true);
    }

    public IReadOnlyList<string> Ids() =>
    [
        .. Directory.EnumerateDirectories(_root)
            .Select(folder => Path.GetFileName(folder))
            .Where(name => !name.StartsWith('.') && name != LostAndFound)
            .Order(StringComparer.Ordinal),
    ];

    public RunDefinition? Find(string runId) => Directory.Exists(Folder(runId)) ? Read(Folder(runId)) : null;

    public DamagedRun Damaged(string runId, string problem) => new(runId, problem, Directory.GetLastWriteTimeUtc(Path.Combine(_root, runId)));

    public string DescribeWrongOptions(string runId, string refusal) =>
        $"{Path.Combine(_root, runId, OptionsFile)} has options that no run takes: {refusal} Correct the file and start the classifier again, or remove the folder {Path.Combine(_root, runId)}.";

    public IRunJournal Journal(string runId) => _journals.GetOrAdd(runId, id => new RunJournal(Path.Combine(Folder(id), JournalFile)));

    public string FileOf(RunId run, string name) => Path.Combine(_root, run.Value, name);

    public void Dispose() => _lock.Dispose();

    private static RunDefinition Read(string folder)
    {
        var path = Path.Combine(folder, OptionsFile);
        try
        {
            using var file = File.OpenRead(path);
            var definition = JsonSerializer.Deserialize<RunDefinition>(file, Indented);
            return definition is { RunId: not null, Options: not null } && definition.RunId == Path.GetFileName(folder)
                ? definition
                : throw new JsonException("It names another run, or none.");
        }
        // A folder in the file's place is no access.
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} does not describe a run ({error.Message}). Restore the file from a backup, or remove the folder {folder}.", error);
        }
    }

    private string Folder(string runId) => Path.Combine(_root, new RunId(runId).Value);
}
