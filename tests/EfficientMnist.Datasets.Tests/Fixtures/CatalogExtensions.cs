namespace EfficientMnist.Datasets.Tests.Fixtures;

internal static class CatalogExtensions
{
    /// <summary>The labels as a list: an array would make Assert.Equal choose spans, which cannot be awaited.</summary>
    public static async Task<IReadOnlyList<int>> LabelListAsync(this DatasetCatalog catalog, string name, DatasetSplit split) =>
        await catalog.LoadLabelsAsync(name, split);
}
