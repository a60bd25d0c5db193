using EfficientMnist.Datasets.Import.Sources;

namespace EfficientMnist.Datasets.Import.Classes;

/// <summary>Makes one class of names that are read as the same, or says that there are such names.</summary>
internal static class ClassMerger
{
    /// <summary>The source with its classes merged as the options say.</summary>
    public static ImportSource Merge(ImportSource source, ImportOptions options)
    {
        SourceSplit?[] splits = [source.Train, source.Validation, source.Test];
        var alike = splits.OfType<SourceSplit>().SelectMany(split => split.Labels ?? []).OfType<string>()
            .GroupBy(SameName.Of, StringComparer.Ordinal)
            .Select(group => group.GroupBy(name => name, StringComparer.Ordinal).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal).Select(same => same.Key).ToList())
            .Where(names => names.Count > 1).OrderBy(names => names[0], StringComparer.Ordinal).ToList();
        if (alike.Count == 0) return source;
        if (options.Merge is not (ClassMerge.Names or ClassMerge.All))
        {
            return source with
            {
                Notes = [.. source.Notes, .. alike.Select(names => $"The classes {Count.Some([.. names.Order(StringComparer.Ordinal)])} differ only in capitals, spaces or how an accent is encoded. They are kept apart; with merge=names they are one.")],
            };
        }
        var called = alike.SelectMany(names => names.Select(name => (name, names[0]))).ToDictionary(pair => pair.name, pair => pair.Item2, StringComparer.Ordinal);
        return source with
        {
            Train = Renamed(source.Train)!,
            Validation = Renamed(source.Validation),
            Test = Renamed(source.Test),
            Notes = [.. source.Notes, .. alike.Select(names => $"The classes {Count.Some([.. names.Order(StringComparer.Ordinal)])} are one, called '{names[0]}'.")],
        };

        SourceSplit? Renamed(SourceSplit? split) => split is null ? null
            : split with { Labels = split.Labels?.Select(label => label is null ? null : called.GetValueOrDefault(label, label)).ToList() };
    }
}
