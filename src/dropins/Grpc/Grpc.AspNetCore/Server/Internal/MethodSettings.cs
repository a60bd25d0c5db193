using System.IO.Compression;
using Grpc.Net.Client.Internal;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

// The options of one service, with those of all services behind them.
internal sealed class MethodSettings
{
    public MethodSettings(GrpcServiceOptions global, GrpcServiceOptions service, ILogger logger)
    {
        Logger = logger;
        MaxReceive = service.MaxReceiveMessageSizeSpecified ? service.MaxReceiveMessageSize : global.MaxReceiveMessageSize;
        MaxSend = service.MaxSendMessageSizeSpecified ? service.MaxSendMessageSize : global.MaxSendMessageSize;
        DetailedErrors = service.EnableDetailedErrors ?? global.EnableDetailedErrors ?? false;
        IgnoreUnknownServices = service.IgnoreUnknownServices ?? global.IgnoreUnknownServices ?? false;
        Compression = [.. service.CompressionProviders, .. global.CompressionProviders, .. MessageCompression.DefaultProviders];
        AcceptEncoding = MessageCompression.AcceptEncoding(Compression);
        Interceptors = [.. global.Interceptors, .. service.Interceptors];
        ResponseCompressionLevel = service.ResponseCompressionLevel ?? global.ResponseCompressionLevel;
        if ((service.ResponseCompressionAlgorithm ?? global.ResponseCompressionAlgorithm) is { } algorithm and not MessageCompression.Identity)
        {
            ResponseCompression = MessageCompression.Find(Compression, algorithm)
                ?? throw new InvalidOperationException($"The configured response compression algorithm '{algorithm}' does not have a matching compression provider.");
        }
    }

    public ILogger Logger { get; }

    public int? MaxReceive { get; }

    public int? MaxSend { get; }

    public bool DetailedErrors { get; }

    public bool IgnoreUnknownServices { get; }

    public IReadOnlyList<ICompressionProvider> Compression { get; }

    public string AcceptEncoding { get; }

    public IReadOnlyList<InterceptorRegistration> Interceptors { get; }

    public ICompressionProvider? ResponseCompression { get; }

    public CompressionLevel? ResponseCompressionLevel { get; }
}
