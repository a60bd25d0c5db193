using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

internal static class RequestHeaders
{
    // The package's way to ask for a compressed request: a header of the call that is not sent as such.
    public const string CompressionRequest = "grpc-internal-encoding-request";

    private static readonly string UserAgent = $"grpc-dotnet/2.71.0 (.NET {Environment.Version}; CLR {Environment.Version}; net10.0)";
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");

    public static HttpRequestMessage Create(ChannelSettings channel, IMethod method, HttpContent content)
    {
        content.Headers.ContentType = ContentType;
        var request = new HttpRequestMessage(HttpMethod.Post, channel.CallAddress(method))
        {
            Version = channel.HttpVersion,
            VersionPolicy = channel.HttpVersionPolicy,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation("grpc-accept-encoding", channel.AcceptEncoding);
        return request;
    }

    public static void Add(HttpRequestMessage request, Metadata metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            var entry = metadata[i];
            if (entry.Key == CompressionRequest)
                continue;

            if (entry.Key == "user-agent")
                request.Headers.Remove(entry.Key);
            if (!entry.IsBinary)
                request.Headers.TryAddWithoutValidation(entry.Key, MetadataWire.Value(entry));
            else if (!ReferenceEquals(metadata.Get(entry.Key), entry))
                continue;
            else
                request.Headers.TryAddWithoutValidation(entry.Key, string.Join(',', metadata.GetAll(entry.Key).Select(MetadataWire.Value)));
        }
    }

    public static ICompressionProvider? RequestedCompression(ChannelSettings channel, Metadata? metadata)
    {
        var name = metadata is { Count: > 0 } ? metadata.GetValue(CompressionRequest) : null;
        if (name is null or MessageCompression.Identity)
            return null;

        return MessageCompression.Find(channel.Compression, name)
            ?? throw new InvalidOperationException($"Could not find compression provider for '{name}'.");
    }
}
