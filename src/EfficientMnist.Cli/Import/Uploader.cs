using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets.Import;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.Cli.Import;

/// <summary>Sends a file, or what an import looks at of a folder, to the dataset-store.</summary>
internal static class Uploader
{
    private const int PartBytes = 1 << 20;

    public static async Task<ImportResult> SendAsync(
        DatasetStoreService.DatasetStoreServiceClient store, Contracts.V1.ImportOptions options, string path, Action<int, int> report, CancellationToken cancellationToken)
    {
        var files = ImportFiles.Of(path);
        var folder = File.Exists(path) ? Path.GetDirectoryName(path)! : path;
        using var call = store.UploadImages(cancellationToken: cancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(new UploadImagesRequest { Options = options }, cancellationToken);
            for (var i = 0; i < files.Count; i++)
            {
                await SendAsync(call.RequestStream, Path.Combine(folder, files[i]), files[i], cancellationToken);
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
        // An archive may be larger than the memory.
        await using var content = File.OpenRead(file);
        int read;
        do
        {
            var part = new byte[PartBytes];
            read = await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);
            await target.WriteAsync(new UploadImagesRequest { File = new UploadedFile { Path = path, Content = UnsafeByteOperations.UnsafeWrap(part.AsMemory(0, read)) } }, cancellationToken);
        }
        while (read == PartBytes);
    }
}
