namespace Grpc.Net.ClientFactory;

public enum InterceptorScope
{
    Channel,
    Client,
}
