using EfficientMnist.ServiceDefaults.Hosting;
using EfficientMnist.ServiceDefaults.Security;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EfficientMnist.ServiceDefaults;

/// <summary>Typed gRPC clients of the other services.</summary>
public static class ServiceClientExtensions
{
    // The largest there is: streams of images and latents are many megabytes, and a window that grows by itself begins at 64 KiB for each.
    private const int StreamWindowBytes = 16 << 20;

    /// <summary>
    /// Registers <typeparamref name="TClient"/> for the service of this name, whose endpoint <c>grpc</c> service discovery
    /// finds at <c>services:{name}:grpc:0</c>. No handler re-sends calls: which of them may be repeated is for callers to
    /// know, who also set a deadline per call.
    /// </summary>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string serviceName)
        where TClient : ClientBase
    {
        ArgumentNullException.ThrowIfNull(builder);

        var configuration = builder.Configuration;
        builder.Services.AddServiceDiscovery();
        return builder.Services
            .AddGrpcClient<TClient>(options => options.Address = Address(configuration, serviceName))
            .ConfigurePrimaryHttpMessageHandler(() => CreateHandler(configuration))
            .ConfigureChannel(channel =>
            {
                channel.MaxReceiveMessageSize = MessageLimits.ClientReceiveBytes;
                // On loopback the services speak plain text, over which credentials are sent only where told so.
                channel.UnsafeUseInsecureChannelCallCredentials = true;
            })
            .AddCallCredentials((_, headers, services) =>
            {
                if (services.GetRequiredService<ServiceKey>().Value is { Length: > 0 } key)
                    headers.Add(ServiceKey.Header, key);
                return Task.CompletedTask;
            })
            .AddServiceDiscovery();
    }

    /// <summary>Connections to other services: they are believed by the certificate of <c>Tls:Authority</c>, where there is one.</summary>
    public static SocketsHttpHandler CreateHandler(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, InitialHttp2StreamWindowSize = StreamWindowBytes };
        handler.SslOptions.CertificateChainPolicy = TrustedAuthority.Read(configuration) is { } authority ? TrustedAuthority.PolicyOf(authority) : null;
        return handler;
    }

    // Service discovery takes a service without an address for a host's name, whose look-up then fails as if the service were away.
    private static Uri Address(IConfiguration configuration, string serviceName)
    {
        var key = $"services:{serviceName}:grpc:0";
        var text = configuration[key];
        return Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? new Uri($"{address.Scheme}://_grpc.{serviceName}")
            : throw new InvalidOperationException(
                $"The address of {serviceName} is '{text}'. Set {key} (environment: {key.Replace(":", "__", StringComparison.Ordinal)}), or start the service through the AppHost, which does.");
    }
}
