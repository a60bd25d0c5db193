namespace Grpc.AspNetCore.Server.Internal;

// There when AddGrpc was called; also remembers that the answer for unknown services is mapped.
internal sealed class GrpcMarkerService
{
    public bool UnknownServicesMapped { get; set; }
}
