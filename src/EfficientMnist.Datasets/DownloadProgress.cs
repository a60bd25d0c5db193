namespace EfficientMnist.Datasets;

/// <summary>How far the download of one file is.</summary>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Received">Bytes received so far.</param>
/// <param name="Total">Bytes to receive; null where the server does not say.</param>
public sealed record DownloadProgress(string Dataset, string File, long Received, long? Total);
