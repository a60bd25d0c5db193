using EfficientMnist.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.Cli.Import;

/// <summary>Sends the files of a folder to the dataset-store.</summary>
internal static class Uploader
{
    private const int PartBytes = 1 << 20;
    private const string LabelTable = "labels.csv";

    public static async Task<ImportResult> SendAsync(
        DatasetStoreService.DatasetStoreServiceClient store, ImportOptions options, string folder, Action<int, int> report, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        var files = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(path => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase) || Path.GetFileName(path) == LabelTable)
            .Order(StringComparer.Ordinal).ToList();
        using var call = store.UploadImages(cancellationToken: cancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(new UploadImagesRequest { Options = options }, cancellationToken);
            for (var i = 0; i < files.Count; i++)
            {
                await SendAsync(call.RequestStream, files[i], Path.GetRelativePath(folder, files[i]).Replace('\\', '/'), cancellationToken);
                report(i + 1, files.Count);
            }
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException) when (call.ResponseAsync.IsFaulted)
        {
            // What the service says of the refusal is in the response, awaited below.
        }
        return (await call.ResponseAsync).Result;
    }

    private static async Task SendAsync(IClientStreamWriter<UploadImagesRequest> target, string file, string path, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(file, cancellationToken);
        for (var start = 0; start < Math.Max(1, content.Length); start += PartBytes)
        {
            var part = content.AsMemory(start, Math.Min(PartBytes, content.Length - start));
            await target.WriteAsync(new UploadImagesRequest { File = new UploadedFile { Path = path, Content = UnsafeByteOperations.UnsafeWrap(part) } }, cancellationToken);
        }
    }
}
