using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets.Import;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.Cli.Import;

/// <summary>
/// Sends a file, or what an import looks at of a folder, to the dataset-store. The same files under the same name are the same upload:
/// where the store has a part of it, since it was cut off, the rest is sent.
/// </summary>
internal static class Uploader
{
    private const int PartBytes = 1 << 20;

    public static async Task<ImportResult> SendAsync(
        DatasetStoreService.DatasetStoreServiceClient store, Contracts.V1.ImportOptions options, string path, Action<int, int> report, CancellationToken cancellationToken)
    {
        var files = ImportFiles.Of(path);
        var folder = File.Exists(path) ? Path.GetDirectoryName(path)! : path;
        var id = IdOf(options.Name, folder, files);
        var there = await store.GetUploadAsync(new GetUploadRequest { UploadId = id }, cancellationToken: cancellationToken);
        using var call = store.UploadImages(cancellationToken: cancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(new UploadImagesRequest { Options = options, UploadId = id }, cancellationToken);
            for (var i = there.Files; i < files.Count; i++)
            {
                await SendAsync(call.RequestStream, Path.Combine(folder, files[i]), files[i], from: i == there.Files ? there.Bytes : 0, cancellationToken);
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

    // By what they are, not by what is in them: nobody waits for all to be read twice.
    private static string IdOf(string name, string folder, IReadOnlyList<string> files)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        all.AppendData(Encoding.UTF8.GetBytes($"{name}\n{folder}\n"));
        foreach (var file in files.Select(file => (Path: file, Info: new FileInfo(Path.Combine(folder, file)))))
            all.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Path}\n{file.Info.Length} {file.Info.LastWriteTimeUtc:O}\n")));
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private static async Task SendAsync(IClientStreamWriter<UploadImagesRequest> target, string file, string path, long from, CancellationToken cancellationToken)
    {
        // An archive may be larger than the memory.
        await using var content = File.OpenRead(file);
        content.Position = from;
        int read;
        do
        {
            var part = new byte[PartBytes];
            read = await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);
            await target.WriteAsync(new UploadImagesRequest { File = new UploadedFile { Path = path, Content = UnsafeByteOperations.UnsafeWrap(part.AsMemory(0, read)), From = from } }, cancellationToken);
        }
        while (read == PartBytes);
    }
}
