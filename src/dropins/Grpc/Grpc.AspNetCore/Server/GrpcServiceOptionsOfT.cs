namespace Grpc.AspNetCore.Server;

public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}
