using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

internal static class ResponseHeaders
{
    private const string ContentType = "application/grpc";

    // Null where the response is gRPC's; else the status that the HTTP answer amounts to (see gRPC's http-grpc-status-mapping).
    public static Status? HttpFailure(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var code = response.StatusCode switch
            {
                HttpStatusCode.BadRequest => StatusCode.Internal,
                HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
                HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
                HttpStatusCode.NotFound => StatusCode.Unimplemented,
                HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
                _ => StatusCode.Unknown,
            };
            return new Status(code, $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        }

        var type = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
        var valid = type is not null
            && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
            && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';');
        return valid ? null : new Status(StatusCode.Unknown, $"Bad gRPC response. Invalid content-type value: {type ?? "none"}");
    }

    public static Status? ReadStatus(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("grpc-status", out var values))
            return null;

        var text = values.ToString();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return new Status(StatusCode.Unknown, $"Unexpected grpc-status value: {text}");

        var detail = headers.NonValidated.TryGetValues("grpc-message", out var message) ? PercentEncoding.Decode(message.ToString()) : "";
        return new Status(code is >= 0 and <= (int)StatusCode.Unauthenticated ? (StatusCode)code : StatusCode.Unknown, detail);
    }

    public static Metadata ReadMetadata(HttpHeaders headers)
    {
        Metadata? metadata = null;
        foreach (var (name, values) in headers.NonValidated)
        {
            if (MetadataWire.IsReserved(name))
                continue;

            metadata ??= [];
            foreach (var value in values)
                MetadataWire.AddReceived(metadata, name, value);
        }

        return metadata ?? Metadata.Empty;
    }
}
