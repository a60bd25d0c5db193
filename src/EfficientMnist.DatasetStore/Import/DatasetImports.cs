using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Import.Reports;
using EfficientMnist.DatasetStore.Images;

namespace EfficientMnist.DatasetStore.Import;

/// <summary>Imports one data set at a time: each already takes all processors.</summary>
public sealed class DatasetImports(DatasetCatalog catalog, ImportStore store, DatasetImporter importer, ImageCache cache, TimeProvider time, ILogger<DatasetImports> logger) : IDisposable
{
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _turn = new(1, 1);

    public void Dispose() => _turn.Dispose();

    /// <summary>A folder on this machine as a data set of that name, or nothing of it.</summary>
    /// <param name="name">Of the data set.</param>
    /// <param name="folder">The user's folder or file.</param>
    /// <param name="source">Where they come from, for people.</param>
    /// <param name="options">Size, channels, labels.</param>
    /// <param name="progress">Told how many images are read.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async Task<ImportSummary> ImportAsync(
        string name, string folder, string source, ImportOptions options, IProgress<ImportProgress> progress, CancellationToken cancellationToken)
    {
        RequireFree(name);
        RequireImported(options.Into);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            RequireFree(name);
            RequireImported(options.Into);
            store.Sweep(time.GetUtcNow() - LeftoverAge);
            var staging = store.MakeStaging();
            try
            {
                var summary = await FileRefusals.TellAsync(() => ReadAsync(folder, staging, source, options, progress, cancellationToken));
                store.Publish(staging, name);
                Log.Imported(logger, name, source);
                // Whoever reads the images next adds them to what the import has left behind, which may be as much again.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
                return summary;
            }
            catch
            {
                Directory.Delete(staging, recursive: true);
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<ImportSummary> ReadAsync(string folder, string staging, string source, ImportOptions options, IProgress<ImportProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => importer.Import(folder, staging, source, options, progress, options.Into.Length == 0 ? null : store.FolderOf(options.Into), cancellationToken), cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException(InWordsOfTheUser(error.Message, folder, staging), error);
        }
    }

    // Folders of ours mean nothing to them, and files are told from their own folder on.
    private static string InWordsOfTheUser(string message, string folder, string staging) =>
        message.Replace(Path.Combine(staging, "scratch", "unpacked") + "/", "", StringComparison.Ordinal).Replace(folder + "/", "", StringComparison.Ordinal);

    /// <summary>Before files are sent in vain.</summary>
    /// <exception cref="RefusalException">There is a data set of that name.</exception>
    public void RequireFree(string name)
    {
        DatasetCatalog.RequireName(name);
        if (catalog.List().Any(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw Refusal.Taken($"There is a data set '{name}' already. Choose another name, or delete that one first if it was imported.");
    }

    /// <summary>Before files are sent in vain.</summary>
    /// <exception cref="RefusalException">There is no imported data set of that name to add images to.</exception>
    public void RequireImported(string into)
    {
        if (into.Length == 0)
            return;
        DatasetCatalog.RequireName(into);
        if (!store.Has(into))
            throw Refusal.NotFound($"There is no imported data set '{into}' to add images to. Import it first, without into.");
    }

    /// <exception cref="RefusalException">No data set of that name. It was not imported, or runs use it.</exception>
    public void Delete(string name)
    {
        DatasetCatalog.RequireName(name);
        if (!store.Has(name))
        {
            throw catalog.List().Any(known => known.Name == name)
                ? Refusal.Conflict($"The data set '{name}' was not imported, so only whoever put its files there can remove it.")
                : Refusal.NotFound($"There is no data set '{name}'.");
        }
        store.Delete(name);
        cache.Forget(name);
        Log.Deleted(logger, name);
    }
}
