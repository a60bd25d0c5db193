using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.ServiceDefaults.Hosting;

internal static class ServiceEndpointExtensions
{
    private const string GrpcPortKey = "GRPC_PORT";
    private const string HttpPortKey = "HTTP_PORT";
    private const string AddressKey = "Listen:Address";

    // A message of images or latents as a whole: else a stream of them waits for its reader many times in each.
    private const int ResponseBuffer = MessageLimits.ClientReceiveBytes;

    /// <summary>
    /// Two plain-text endpoints, since without TLS one port cannot speak both: HTTP/2 for gRPC (<c>GRPC_PORT</c>)
    /// and HTTP/1.1 for health and pages (<c>HTTP_PORT</c>). Loopback unless <c>Listen:Address</c> says otherwise.
    /// </summary>
    public static void ConfigureServiceEndpoints(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var address = Address(configuration);
        var grpc = Port(configuration, GrpcPortKey);
        var http = Port(configuration, HttpPortKey);
        if (grpc is null && http is null)
            return;

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxResponseBufferSize = ResponseBuffer;
            if (grpc is { } grpcPort)
                kestrel.Listen(address, grpcPort, endpoint => endpoint.Protocols = HttpProtocols.Http2);
            if (http is { } httpPort)
                kestrel.Listen(address, httpPort, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
    }

    private static IPAddress Address(ConfigurationManager configuration)
    {
        var text = configuration[AddressKey];
        if (string.IsNullOrEmpty(text))
            return IPAddress.Loopback;
        return IPAddress.TryParse(text, out var address)
            ? address
            : throw new ArgumentException($"{AddressKey} is '{text}'; give an IP address such as 127.0.0.1 (this machine only) or 0.0.0.0 (everyone).");
    }

    private static int? Port(ConfigurationManager configuration, string key)
    {
        var text = configuration[key];
        if (string.IsNullOrEmpty(text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65535
            ? port
            : throw new ArgumentException($"{key} is '{text}'; give a port from 0 (any free one) to 65535.");
    }
}
