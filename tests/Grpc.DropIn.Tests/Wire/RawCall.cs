using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Grpc.DropIn.Tests.Wire;

// A call made by hand, as a broken or hostile client might.
public static class RawCall
{
    public const string UnaryPath = "/grpc.dropin.tests.v1.Echo/Unary";
    public const string CollectPath = "/grpc.dropin.tests.v1.Echo/Collect";

    public static byte[] Frame(IMessage message) => Frame(0, message.ToByteArray());

    public static byte[] Frame(byte flag, byte[] payload)
        => [flag, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];

    public static async Task<RawAnswer> SendAsync(string address, string path, byte[] body, string contentType = "application/grpc", params (string Name, string Value)[] headers)
    {
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(address), path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);

        using var response = await invoker.SendAsync(request, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        var payload = await response.Content.ReadAsByteArrayAsync();
        return new RawAnswer(response.StatusCode, Find(response, "grpc-status"), Find(response, "grpc-message"), payload);
    }

    private static string? Find(HttpResponseMessage response, string name)
        => response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.Single() : null;
}
