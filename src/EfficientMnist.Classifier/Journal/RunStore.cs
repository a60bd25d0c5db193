using System.Collections.Concurrent;
using System.Text.Json;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Core.Runs;
using EfficientMnist.ServiceDefaults.Hosting;

namespace EfficientMnist.Classifier.Journal;

/// <summary>The folder of all runs: one folder each, with its options and its journal. One process owns it.</summary>
internal sealed class RunStore : IDisposable
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

    /// <summary>Writes the options of a new run; the folder appears complete or not at all.</summary>
    /// <exception cref="IOException">The disk is full or fails; there is no such run.</exception>
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

    /// <summary>Removes a run's folder; it is gone whole or not at all.</summary>
    /// <exception cref="IOException">The disk fails; there is no such run.</exception>
    public void Delete(string runId)
    {
        var deleted = Path.Combine(_root, $".{runId}{DeletedEnd}");
        if (Directory.Exists(deleted))
            Directory.Delete(deleted, recursive: true);
        Directory.Move(Folder(runId), deleted);
        _journals.TryRemove(runId, out _);
        Directory.Delete(deleted, recursive: true);
    }

    /// <summary>The folders of all runs, in the order of their names, which is that of their times.</summary>
    public IReadOnlyList<string> Folders() =>
    [
        .. Directory.EnumerateDirectories(_root)
            .Where(folder => Path.GetFileName(folder) is { } name && !name.StartsWith('.') && name != LostAndFound)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The file with the options of a run in this folder.</summary>
    public static string OptionsOf(string folder) => Path.Combine(folder, OptionsFile);

    /// <exception cref="InvalidDataException">The folder describes no run; the message names the file and the remedy.</exception>
    public static RunDefinition Read(string folder)
    {
        var path = OptionsOf(folder);
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

    /// <summary>The run of this id; null where there is none.</summary>
    /// <exception cref="InvalidDataException">Its folder describes no run; the message names the file and the remedy.</exception>
    public RunDefinition? Find(string runId) => Directory.Exists(Folder(runId)) ? Read(Folder(runId)) : null;

    /// <summary>The journal of a run, one object for all that use it.</summary>
    public RunJournal Journal(string runId) => _journals.GetOrAdd(runId, id => new RunJournal(Path.Combine(Folder(id), JournalFile)));

    /// <summary>A file of this name in the folder of a run.</summary>
    public string FileOf(RunId run, string name) => Path.Combine(_root, run.Value, name);

    public void Dispose() => _lock.Dispose();

    private string Folder(string runId) => Path.Combine(_root, new RunId(runId).Value);
}
