using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Files;
using EfficientMnist.Datasets.Import.Tables;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>A folder of image files: which of them are the pool, which validate, which test, and what their labels are.</summary>
internal sealed class FolderSource
{
    private readonly string _folder;
    private readonly string _shown;
    private readonly ImportOptions _options;
    private readonly List<string> _images;
    private readonly List<string> _tables;
    private readonly List<string> _others;
    private readonly List<string> _notes;
    private readonly HashSet<string> _splitFolders = new(StringComparer.Ordinal);

    private FolderSource(string folder, string shown, IReadOnlyList<string> files, IEnumerable<string> notes, ImportOptions options)
    {
        (_folder, _shown, _options, _notes) = (folder, shown, options, [.. notes]);
        _images = [.. files.Where(ImageDecoder.IsImageName)];
        _tables = [.. files.Where(LabelTable.IsTableName)];
        _others = [.. files.Where(file => !ImageDecoder.IsImageName(file) && !LabelTable.IsTableName(file))];
    }

    /// <param name="folder">The user's folder.</param>
    /// <param name="shown">What it is called in messages.</param>
    /// <param name="files">All files in it.</param>
    /// <param name="notes">What was found out when they were listed.</param>
    /// <param name="options">Whether labels are looked for, and which classes become one.</param>
    /// <exception cref="InvalidDataException">There is nothing to learn from, or it is open what the images are; the message says what to do.</exception>
    public static ImportSource Of(string folder, string shown, IReadOnlyList<string> files, IEnumerable<string> notes, ImportOptions options) =>
        new FolderSource(folder, shown, files, notes, options).Read();

    private ImportSource Read()
    {
        var root = WithoutWrapping();
        var parts = Parts(root);
        var pool = parts.GetValueOrDefault(SourcePart.Train) ?? [];
        // One is enough to be added to those of an earlier version.
        var fewest = _options.Into.Length > 0 ? 1 : 2;
        if (pool.Count < fewest)
            throw new InvalidDataException($"{_shown} has {Count.Of(pool.Count, "image")} to learn from; at least {fewest} {(fewest == 1 ? "is" : "are")} needed{(_others.Count > 0 ? $". There {(_others.Count == 1 ? "is" : "are")} {Count.Of(_others.Count, "other file")}, {Count.Some(_others, 3)}: convert them to PNG or JPEG if they are images" : "")}.");
        var labels = _options.WithoutLabels ? null : Labels(root, parts);
        return new ImportSource
        {
            Train = Split(pool, labels),
            Validation = parts.TryGetValue(SourcePart.Validation, out var validation) ? Split(validation, labels) : null,
            Test = parts.TryGetValue(SourcePart.Test, out var test) ? Split(test, labels) : null,
            Ignored = _others,
            Notes = _notes,
        };
    }

    private SourceSplit Split(List<string> files, IReadOnlyDictionary<string, string?>? labels)
    {
        var named = labels is null ? null : files.ConvertAll(labels.GetValueOrDefault);
        if (named is not null && named.TrueForAll(label => label is null)) named = null;
        return new SourceSplit(files.ConvertAll(file => new SourceImage(file, options => ScaledImage.OfFile(UserFile.Read(Path.Combine(_folder, file)), options, DecodingRoom.OfProcess))), named);
    }

    /// <summary>The folder, or folder in a folder, that holds everything, with '/' at its end; empty where the images begin at once.</summary>
    private string WithoutWrapping()
    {
        var root = "";
        while (_images.Count > 0 && _images[0].IndexOf('/', root.Length) is >= 0 and var end)
        {
            var next = _images[0][..(end + 1)];
            if (SplitName.Of(next[root.Length..end]) is not null || !_images.TrueForAll(image => image.StartsWith(next, StringComparison.Ordinal))) break;
            root = next;
        }
        return root;
    }

    /// <summary>The images by the part that their top folder is called after; those of no part are the pool.</summary>
    private Dictionary<SourcePart, List<string>> Parts(string root)
    {
        var tops = _images.GroupBy(image => Top(image, root), StringComparer.Ordinal).ToDictionary(top => top.Key, top => top.ToList(), StringComparer.Ordinal);
        var splits = tops.Where(top => SplitName.Of(top.Key) is not null).ToDictionary(top => top.Key, top => SplitName.Of(top.Key)!.Value, StringComparer.Ordinal);
        var classes = tops.Keys.Where(top => top.Length > 0 && !splits.ContainsKey(top) && !IsUnlabelled(top)).ToList();
        // One folder called train among class folders, without folders in it, is a class: the vehicle.
        if (splits.Count == 1 && classes.Count > 0 && tops[splits.Keys.Single()].TrueForAll(image => image.IndexOf('/', root.Length) == image.LastIndexOf('/')))
        {
            _notes.Add($"'{splits.Keys.Single()}' is a class like {Count.Some(classes, 3)} beside it, not a part of the data set.");
            splits.Clear();
        }
        _splitFolders.UnionWith(splits.Keys);
        var parts = new Dictionary<SourcePart, List<string>>();
        foreach (var (top, images) in tops.OrderBy(top => top.Key, StringComparer.Ordinal))
        {
            var part = splits.GetValueOrDefault(top, SourcePart.Train);
            if (part == SourcePart.Train && !splits.ContainsKey(top) && splits.ContainsValue(SourcePart.Train) && !IsUnlabelled(top))
                throw new InvalidDataException($"{Count.Of(images.Count, "image")} of {_shown} {(images.Count == 1 ? "lies" : "lie")} neither in '{splits.First(split => split.Value == SourcePart.Train).Key}' nor in another part of the data set, '{images[0]}' among them. Move them, or take them out of the folder.");
            if (!parts.TryGetValue(part, out var found)) parts[part] = found = [];
            found.AddRange(images);
        }
        return parts;
    }

    private Dictionary<string, string?>? Labels(string root, Dictionary<SourcePart, List<string>> parts)
    {
        if (OfTables() is { } told) return told;
        var labels = new Dictionary<string, string?>(StringComparer.Ordinal);
        List<string> nested = [];
        var classes = parts.Values.Select(files => (Files: files, Names: files.ConvertAll(file => ClassFolder(file, root, nested)))).ToList();
        // One folder is a place to keep images, not a class.
        if (!classes.Exists(part => part.Names.Distinct(StringComparer.Ordinal).Count() > 1)) return null;
        foreach (var (files, names) in classes)
        {
            for (var i = 0; i < files.Count; i++) labels[files[i]] = names[i];
        }
        if (nested.Count > 0)
        {
            _notes.Add($"Folders lie in folders, so each is a class of its own, {Count.Some([.. nested.Distinct(StringComparer.Ordinal)], 3)}. With merge=folders the images belong to the class of the outer folder.");
        }
        return labels;
    }

    /// <summary>The path of the folder that an image lies in, below the start of its split; null for one that lies flat or among the unlabelled.</summary>
    private string? ClassFolder(string file, string root, List<string> nested)
    {
        var top = Top(file, root);
        var start = root.Length + (_splitFolders.Contains(top) ? top.Length + 1 : 0);
        var end = file.LastIndexOf('/');
        if (end < start) return null;
        var path = file[start..end];
        var outer = path.Split('/')[0];
        if (IsUnlabelled(outer)) return null;
        if (_options.Merge is ClassMerge.Folders or ClassMerge.All) return outer;
        if (outer.Length < path.Length) nested.Add(path);
        return path;
    }

    /// <summary>The labels that tables tell; null where there is no table of labels.</summary>
    private Dictionary<string, string?>? OfTables()
    {
        var named = _tables.Where(IsLabelTable).ToList();
        Dictionary<string, string?>? labels = null;
        foreach (var table in named.Count > 0 ? named : _tables)
        {
            if (Match(table, mustMatch: named.Count > 0) is not { } found)
            {
                _others.Add(table);
                continue;
            }
            if (!IsLabelTable(table)) _notes.Add($"The labels are those of '{table}'.");
            labels ??= new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var (file, label) in found)
            {
                if (labels.GetValueOrDefault(file) is { } other && label is not null && other != label)
                    throw new InvalidDataException($"'{file}' is '{other}' in one table and '{label}' in '{table}'. Keep one of them.");
                labels[file] = label ?? labels.GetValueOrDefault(file);
            }
        }
        if (named.Count > 0) _others.AddRange(_tables.Except(named));
        return labels;
    }

    private IEnumerable<KeyValuePair<string, string?>>? Match(string table, bool mustMatch)
    {
        var folder = table[..(table.LastIndexOf('/') + 1)];
        var below = _images.FindAll(image => image.StartsWith(folder, StringComparison.Ordinal));
        LabelTable read;
        try
        {
            read = LabelTable.Read(Path.Combine(_folder, table), table);
        }
        catch (InvalidDataException) when (!mustMatch)
        {
            // A table of something else.
            return null;
        }
        var labels = below.Count == 0 ? null : read.Match(below, folder, _notes);
        if (labels is null && mustMatch)
            throw new InvalidDataException($"No row of '{table}' names an image that is there: {read.Example}, while the images are called {Count.Some(below.Count > 0 ? below : _images, 2)}. Write the names of the files, with or without folder and extension, or import with labels=none.");
        return labels?.Select((label, i) => KeyValuePair.Create(below[i], label));
    }

    private static bool IsLabelTable(string table) => Path.GetFileNameWithoutExtension(table).ToUpperInvariant() is "LABELS" or "LABEL";

    private static string Top(string image, string root) => image.IndexOf('/', root.Length) is >= 0 and var end ? image[root.Length..end] : "";

    private static bool IsUnlabelled(string folder) => folder.ToUpperInvariant() is "UNLABELED" or "UNLABELLED" or "UNLABELED_IMAGES" or "UNLABELLED_IMAGES";
}
