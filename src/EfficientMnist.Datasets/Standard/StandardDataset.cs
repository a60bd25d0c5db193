
namespace EfficientMnist.Datasets.Standard;

/// <summary>A published data set: its classes, its files and where they are downloaded from.</summary>
internal sealed record StandardDataset
{
    public required string Name { get; init; }

    public required string Source { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    public required Func<DatasetOptions, Uri> Address { get; init; }

    public required IReadOnlyList<PublishedFile> Files { get; init; }

    public string? Md5(string contentName) => Files.FirstOrDefault(file => file.ContentName == contentName)?.ContentMd5;
}
