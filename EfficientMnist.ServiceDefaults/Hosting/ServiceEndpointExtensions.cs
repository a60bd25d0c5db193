using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using EfficientMnist.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.ServiceDefaults.Hosting;

internal static class ServiceEndpointExtensions
{
    private const string GrpcPortKey = "GRPC_PORT";
    private const string HttpPortKey = "HTTP_PORT";
    private const string TlsPortKey = "TLS_PORT";
    private const string AddressKey = "Listen:Address";

    // A message of images or latents as a whole: else a stream of them waits for its reader many times in each.
    private const int ResponseBuffer = MessageLimits.ClientReceiveBytes;

    /// <summary>
    /// On loopback two plain-text endpoints, since without TLS one port cannot speak both: HTTP/2 for gRPC (<c>GRPC_PORT</c>)
    /// and HTTP/1.1 for health and pages (<c>HTTP_PORT</c>). Beyond loopback, where <c>Listen:Address</c> says so, one endpoint
    /// with TLS that speaks both (<c>TLS_PORT</c>).
    /// </summary>
    /// <exception cref="InvalidOperationException">Others than this machine would reach the service without TLS, or without a service key.</exception>
    public static void ConfigureServiceEndpoints(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var grpc = Port(configuration, GrpcPortKey);
        var http = Port(configuration, HttpPortKey);
        var address = Address(configuration);
        if (grpc is null && http is null && address is null)
            return;

        var certificate = address is null ? null : Certificate(configuration, address);
        var tls = Port(configuration, TlsPortKey) ?? 0;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxResponseBufferSize = ResponseBuffer;
            if (grpc is { } grpcPort)
                kestrel.Listen(IPAddress.Loopback, grpcPort, endpoint => endpoint.Protocols = HttpProtocols.Http2);
            if (http is { } httpPort)
                kestrel.Listen(IPAddress.Loopback, httpPort, endpoint => endpoint.Protocols = HttpProtocols.Http1);
            if (address is not null && certificate is not null)
            {
                kestrel.Listen(address, tls, endpoint =>
                {
                    endpoint.Protocols = HttpProtocols.Http1AndHttp2;
                    endpoint.UseHttps(certificate);
                });
            }
        });
    }

    private static X509Certificate2 Certificate(ConfigurationManager configuration, IPAddress address)
    {
        if (ServiceKey.From(configuration).Value.Length == 0)
            throw new InvalidOperationException($"{AddressKey} is {address}, which others reach, and there is no service key. Set Services:Key, or leave {AddressKey} out to listen on this machine only.");
        return ServerCertificate.Read(configuration)
            ?? throw new InvalidOperationException($"{AddressKey} is {address}, which others reach, and there is no certificate. Set {ServerCertificate.CertificateKey} and {ServerCertificate.PrivateKeyKey} to PEM files, or leave {AddressKey} out to listen on this machine only.");
    }

    // Null for this machine only.
    private static IPAddress? Address(ConfigurationManager configuration)
    {
        var text = configuration[AddressKey];
        if (string.IsNullOrEmpty(text))
            return null;
        return IPAddress.TryParse(text, out var address)
            ? IPAddress.IsLoopback(address) ? null : address
            : throw new ArgumentException($"{AddressKey} is '{text}'; give an IP address such as 192.168.1.5 or 0.0.0.0 (everyone), or leave it out for this machine only.");
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
