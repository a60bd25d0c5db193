using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
namespace EfficientMnist.Datasets.Import;

/// <summary>The folder of the imported data sets: each is whole or not there.</summary>
/// <param name="root">The folder; made when the first data set comes.</param>
public sealed class ImportStore(string root)
{
    private const string StagingPrefix = ".import-";
    private const string UsesFile = "used-by";

    private readonly Lock _gate = new();

    /// <summary>An empty folder to prepare a data set in, out of sight of the catalog.</summary>
    public string MakeStaging() => Directory.CreateDirectory(Path.Combine(root, StagingPrefix + Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>Where an upload of this name is kept until it is whole, out of sight of the catalog; it need not be there.</summary>
    public string UploadFolder(string id) => Path.Combine(root, $"{StagingPrefix}upload-{id}");

    /// <summary>Removes what imports that were killed left behind.</summary>
    /// <param name="before">Not touched since then.</param>
    public void Sweep(DateTimeOffset before)
    {
        if (!Directory.Exists(root)) return;
        foreach (var left in Directory.EnumerateDirectories(root, StagingPrefix + "*").Where(folder => Directory.GetLastWriteTimeUtc(folder) < before).ToList())
            Directory.Delete(left, recursive: true);
    }

    /// <summary>Gives a prepared data set its name; from now on the catalog finds it.</summary>
    /// <exception cref="IOException">The name is taken.</exception>
    public void Publish(string staging, string name) => Directory.Move(staging, Path.Combine(root, name));

    /// <summary>Whether there is an imported data set of that name.</summary>
    public bool Has(string name) => StoredReader.Recognises(Path.Combine(root, name));

    /// <summary>Where an imported data set lies.</summary>
    public string FolderOf(string name) => Path.Combine(root, name);

    /// <summary>Who uses a data set, in the order in which they came.</summary>
    public IReadOnlyList<string> UsesOf(string name)
    {
        lock (_gate)
        {
            var path = Path.Combine(root, name, UsesFile);
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
    }

    /// <summary>Notes that a run uses a data set.</summary>
    public void Use(string name, RunId run)
    {
        lock (_gate)
        {
            if (!UsesOf(name).Contains(run.Value)) File.AppendAllLines(Path.Combine(root, name, UsesFile), [run.Value]);
        }
    }

    /// <summary>Deletes a data set.</summary>
    /// <exception cref="RefusalException">Runs use it.</exception>
    public void Delete(string name)
    {
        lock (_gate)
        {
            var uses = UsesOf(name);
            if (uses.Count > 0)
                throw Refusal.Conflict($"The data set '{name}' is used by {(uses.Count == 1 ? "the run" : $"{uses.Count} runs:")} {string.Join(", ", uses.Take(5))}{(uses.Count > 5 ? ", …" : "")}. Their images must stay.");
            // Out of sight first: a delete that is killed half-way leaves no half data set.
            var gone = Path.Combine(root, StagingPrefix + Guid.NewGuid().ToString("N"));
            Directory.Move(Path.Combine(root, name), gone);
            Directory.Delete(gone, recursive: true);
        }
    }
}
