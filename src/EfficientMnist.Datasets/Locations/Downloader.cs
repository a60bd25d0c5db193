using EfficientMnist.Datasets.Files;
using EfficientMnist.Datasets.Standard;

namespace EfficientMnist.Datasets.Locations;

/// <summary>Brings the files of a standard set into the cache. A file appears there only when it is whole and has the right content.</summary>
internal sealed class Downloader(DatasetOptions options, DataRoots roots, IProgress<DownloadProgress>? progress)
{
    private const int Block = 1 << 17;

    public async Task DownloadAsync(StandardDataset dataset, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(roots.Cache, dataset.Name);
        Directory.CreateDirectory(folder);
        using var turn = await FolderLock.AcquireAsync(folder, cancellationToken);
        using var http = Client();
        foreach (var file in dataset.Files)
        {
            if (DataFile.Find(folder, file.ContentName) is null)
                await DownloadFileAsync(http, dataset, file, folder, cancellationToken);
        }
    }

    private HttpClient Client() => new(new SocketsHttpHandler { ConnectTimeout = options.ConnectTimeout })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private async Task DownloadFileAsync(
        HttpClient http, StandardDataset dataset, PublishedFile file, string folder, CancellationToken cancellationToken)
    {
        var address = new Uri(dataset.Address(options), file.Name);
        // Keeps the ending, which tells whether the content is gzipped.
        var partial = Path.Combine(folder, $".{Guid.NewGuid():N}.{file.Name}");
        try
        {
            await ReceiveAsync(http, address, dataset, file, partial, cancellationToken);
            Verify(partial, address, file);
            File.Move(partial, Path.Combine(folder, file.Name), overwrite: true);
        }
        catch (Exception error) when (error is HttpRequestException or HttpIOException or TimeoutException)
        {
            throw Missing.Download(dataset, roots, $"downloading {address} failed ({Reason(error)})", error);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private async Task ReceiveAsync(
        HttpClient http, Uri address, StandardDataset dataset, PublishedFile file, string partial, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(options.StallTimeout);
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stall.Token);
            response.EnsureSuccessStatusCode();
            var total = response.Content.Headers.ContentLength;
            await using var content = await response.Content.ReadAsStreamAsync(stall.Token);
            await using var target = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            var block = new byte[Block];
            var received = 0L;
            while (await content.ReadAsync(block, stall.Token) is var read and > 0)
            {
                await target.WriteAsync(block.AsMemory(0, read), stall.Token);
                received += read;
                stall.CancelAfter(options.StallTimeout);
                progress?.Report(new DownloadProgress(dataset.Name, file.Name, received, total));
            }
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(error.InnerException is TimeoutException inner ? inner.Message : $"nothing received for {options.StallTimeout.TotalSeconds:0} s", error);
        }
    }

    private static void Verify(string partial, Uri address, PublishedFile file)
    {
        var md5 = ContentMd5(partial, file, address);
        if (md5 != file.ContentMd5)
        {
            throw new InvalidDataException(
                $"What {address} sent is not the published file: the MD5 of its content is {md5}, the official one {file.ContentMd5}. Nothing was kept; try again, or put the file in place by hand.");
        }
    }

    private static string ContentMd5(string partial, PublishedFile file, Uri address)
    {
        // The archive of CIFAR-10 is itself the published content.
        using Stream content = file.Name == file.ContentName ? File.OpenRead(partial) : DataFile.Open(partial);
        try
        {
#pragma warning disable CA5351 // MD5 is what the publishers give; it guards against damage, not against malice.
            return Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(content));
#pragma warning restore CA5351
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"What {address} sent cannot be unpacked ({error.Message}). Nothing was kept; try again, or put the file in place by hand.", error);
        }
    }

    private static string Reason(Exception error) =>
        error is TimeoutException || error.InnerException is null ? error.Message : error.InnerException.Message;
}
