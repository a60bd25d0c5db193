using EfficientMnist.Contracts.Topology;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace EfficientMnist.Cli.Connections;

internal static class ServiceKeyInterceptor
{
    /// <summary>Adds the service key to every call.</summary>
    public static CallInvoker WithKey(this CallInvoker invoker, string? key) => key is null
        ? invoker
        : invoker.Intercept(headers =>
        {
            headers.Add(SystemFile.KeyHeader, key);
            return headers;
        });
}
