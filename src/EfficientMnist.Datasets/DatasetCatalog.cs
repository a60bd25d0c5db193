using System.Text.RegularExpressions;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Glyphs;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Locations;
using EfficientMnist.Datasets.Standard;

namespace EfficientMnist.Datasets;

/// <summary>All data sets by name: the standard ones, <c>glyphs</c>, and the user's own folders. Thread-safe; caches nothing.</summary>
public sealed partial class DatasetCatalog
{
    private readonly DatasetOptions _options;
    private readonly DataRoots _roots;
    private readonly Downloader _downloader;

    /// <param name="options">Where to look and whether to download.</param>
    /// <param name="progress">Told of every block that a download receives.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public DatasetCatalog(DatasetOptions options, IProgress<DownloadProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.GlyphImages is < 100 or > 1_000_000)
            throw new ArgumentException($"Datasets:GlyphImages is {options.GlyphImages}; give 100 to 1000000.", nameof(options));
        _options = options;
        _roots = new DataRoots(options);
        _downloader = new Downloader(options, _roots, progress);
    }

    /// <summary>Name of the data set that is drawn by code and is always there.</summary>
    public static string Drawn => GlyphReader.DatasetName;

    /// <summary>The folders that are searched, in order; they need not exist.</summary>
    public IReadOnlyList<string> Roots => _roots.All;

    /// <summary>The folder the user named, by <see cref="DatasetOptions.Root"/> or EML_DATA; null where none is named.</summary>
    public string? NamedRoot => _roots.Root;

    /// <summary>Every data set that can be named, found without the network.</summary>
    public IReadOnlyList<DatasetAvailability> List()
    {
        var list = StandardDatasets.All.Select(Availability).ToList();
        list.Add(new DatasetAvailability(Drawn, true, "drawn by code"));
        var own = _roots.All.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
            .Select(folder => (Name: Path.GetFileName(folder), Folder: folder))
            .Where(found => ValidName().IsMatch(found.Name) && list.TrueForAll(known => known.Name != found.Name))
            .DistinctBy(found => found.Name).OrderBy(found => found.Name, StringComparer.Ordinal)
            .Where(found => FolderFormats.Open(found.Name, found.Folder, null, false) is not null)
            .ToList();
        list.AddRange(own.Select(found => new DatasetAvailability(found.Name, true, found.Folder, StoredReader.Recognises(found.Folder))));
        return list;
    }

    /// <summary>Locates a data set, downloading it where that is needed and allowed.</summary>
    /// <exception cref="RefusalException">The name cannot be one. No data set of that name.</exception>
    /// <exception cref="FileNotFoundException">A file is missing and cannot be downloaded; the message names the remedies.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it and the remedy.</exception>
    public async Task<DatasetInfo> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        var reader = await LocateAsync(name, cancellationToken);
        return await Task.Run(reader.Describe, cancellationToken);
    }

    /// <summary>Reads the images of one split. Errors as of <see cref="FindAsync"/>.</summary>
    public async Task<ImageSet> LoadImagesAsync(string name, DatasetSplit split, CancellationToken cancellationToken = default)
    {
        var reader = await LocateAsync(name, cancellationToken);
        return await Task.Run(() => reader.ReadImages(split, cancellationToken), cancellationToken);
    }

    /// <summary>Reads the labels of one split, in image order. Only the label oracle has a reason to call it. Errors as of <see cref="FindAsync"/>.</summary>
    /// <exception cref="FileNotFoundException">Also where the data set has no labels.</exception>
    public async Task<int[]> LoadLabelsAsync(string name, DatasetSplit split, CancellationToken cancellationToken = default)
    {
        var reader = await LocateAsync(name, cancellationToken);
        return await Task.Run(() => reader.ReadLabels(split, cancellationToken), cancellationToken);
    }

    /// <summary>The user's file that each image was made of, relative to the user's folder; none where images are no files. Its folder may be its label. Errors as of <see cref="FindAsync"/>.</summary>
    public async Task<IReadOnlyList<string>> LoadFilesAsync(string name, DatasetSplit split, CancellationToken cancellationToken = default)
    {
        var reader = await LocateAsync(name, cancellationToken);
        return await Task.Run(() => reader.ReadFiles(split), cancellationToken);
    }

    /// <summary>The path of the user's file that an image was made of; null where it is not there any more, or the image is no file. Errors as of <see cref="FindAsync"/>.</summary>
    public async Task<string?> OriginalOfAsync(string name, DatasetSplit split, SampleId sample, CancellationToken cancellationToken = default)
    {
        var reader = await LocateAsync(name, cancellationToken);
        return await Task.Run(() => reader.OriginalOf(split, sample), cancellationToken);
    }

    /// <summary>The labels of the pool that are known from the start; only the label oracle has a reason to call it. Errors as of <see cref="FindAsync"/>.</summary>
    public async Task<IReadOnlyList<GivenLabel>> LoadGivenAsync(string name, CancellationToken cancellationToken = default)
    {
        var reader = await LocateAsync(name, cancellationToken);
        return await Task.Run(() => reader.ReadGiven(cancellationToken), cancellationToken);
    }

    /// <summary>Changes when an imported data set is deleted and another takes its name; of other data sets always the same.</summary>
    public long StampOf(string name)
    {
        RequireName(name);
        if (_roots.Imports is not { } imports) return 0;
        var file = new FileInfo(StoredDataset.PathIn(Path.Combine(imports, name)));
        return file.Exists ? file.LastWriteTimeUtc.Ticks : 0;
    }

    /// <exception cref="RefusalException">The name cannot be one of a data set.</exception>
    public static void RequireName(string name)
    {
        if (name is null || !ValidName().IsMatch(name))
            throw Refusal.Invalid($"'{Refusal.Quote(name ?? "")}' is no name of a data set: letters, digits, '-', '_' and '.' are allowed, 64 at most, beginning with a letter or digit.");
    }

    private async Task<IDatasetReader> LocateAsync(string name, CancellationToken cancellationToken)
    {
        RequireName(name);
        if (name == Drawn) return new GlyphReader(_options.GlyphImages);
        if (StandardDatasets.Find(name) is { } standard) return await LocateStandardAsync(standard, cancellationToken);
        var folders = _roots.FoldersOf(name).ToList();
        return folders.Select(folder => FolderFormats.Open(name, folder, null, false)).FirstOrDefault(reader => reader is not null)
            ?? throw (folders.Count > 0 ? Missing.Format(name, folders[0]) : Missing.Name(name, _roots, List().Select(known => known.Name)));
    }

    private async Task<IDatasetReader> LocateStandardAsync(StandardDataset standard, CancellationToken cancellationToken)
    {
        if (Complete(standard) is not { } folder)
        {
            if (!_options.AllowDownload) throw Missing.Download(standard, _roots, "downloads are switched off (Datasets:AllowDownload)");
            await _downloader.DownloadAsync(standard, cancellationToken);
            folder = Path.Combine(_roots.Cache, standard.Name);
        }
        return FolderFormats.Open(standard.Name, folder, standard, _options.VerifyChecksums) ?? throw Missing.Format(standard.Name, folder);
    }

    private string? Complete(StandardDataset standard) =>
        _roots.FoldersOf(standard.Name).FirstOrDefault(folder => FolderFormats.MissingFile(folder, standard) is null);

    private DatasetAvailability Availability(StandardDataset standard)
    {
        if (Complete(standard) is { } folder) return new DatasetAvailability(standard.Name, true, folder);
        var detail = _options.AllowDownload
            ? $"not on this machine; downloaded from {standard.Address(_options)} when first used"
            : $"not on this machine, and downloads are switched off. {Missing.Remedies(standard, _roots)}";
        return new DatasetAvailability(standard.Name, false, detail);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex ValidName();
}
