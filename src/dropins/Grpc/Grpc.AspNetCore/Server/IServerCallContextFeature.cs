using Grpc.Core;

namespace Grpc.AspNetCore.Server;

public interface IServerCallContextFeature
{
    ServerCallContext ServerCallContext { get; }
}
