namespace EfficientMnist.Datasets.Standard;

/// <summary>One file as it is downloaded, and what must be inside.</summary>
/// <param name="Name">Name at the publisher's.</param>
/// <param name="ContentName">Name without .gz; the file may stand under either name.</param>
/// <param name="ContentMd5">MD5 of the uncompressed bytes.</param>
internal sealed record PublishedFile(string Name, string ContentName, string ContentMd5)
{
    public static PublishedFile Gzipped(string contentName, string contentMd5) => new(contentName + ".gz", contentName, contentMd5);
}
