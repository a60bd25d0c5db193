using EfficientMnist.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace EfficientMnist.Web.Datasets;

/// <summary>Hands the files of a form on to the data set store while they come in; the page keeps none of them.</summary>
internal static class FolderUpload
{
    private const int ChunkBytes = 1 << 20;

    /// <exception cref="InvalidDataException">The request is no form of files.</exception>
    /// <exception cref="RpcException">The store refuses a file, the name or an option.</exception>
    public static async Task<ImportResult> SendAsync(DatasetStoreService.DatasetStoreServiceClient store, ImportOptions options, string uploadId, long from, HttpRequest request, CancellationToken cancellationToken)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary))
            throw new InvalidDataException("The upload is no form of files.");
        using var call = store.UploadImages(cancellationToken: cancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(new UploadImagesRequest { Options = options, UploadId = uploadId }, cancellationToken);
            var reader = new MultipartReader(boundary, request.Body);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (await SentAsync(call.RequestStream, section, from, cancellationToken))
                    from = 0;
            }
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException)
        {
            // The store has refused in mid-stream: why is in its answer.
        }
        return (await call.ResponseAsync).Result;
    }

    // False where the section is no file.
    private static async Task<bool> SentAsync(IClientStreamWriter<UploadImagesRequest> stream, MultipartSection section, long from, CancellationToken cancellationToken)
    {
        if (section.AsFileSection() is not { FileName: { Length: > 0 } path, FileStream: { } content })
            return false;
        var buffer = new byte[ChunkBytes];
        int read;
        do
        {
            read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            var file = new UploadedFile { Path = path, Content = ByteString.CopyFrom(buffer, 0, read), From = from };
            await stream.WriteAsync(new UploadImagesRequest { File = file }, cancellationToken);
        }
        while (read == buffer.Length);
        return true;
    }
}
