using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.Net.ClientFactory;

public class GrpcClientFactoryOptions
{
    public Uri? Address { get; set; }

    public IList<Action<GrpcChannelOptions>> ChannelOptionsActions { get; } = [];

    public IList<Action<CallOptionsContext>> CallOptionsActions { get; } = [];

    public IList<InterceptorRegistration> InterceptorRegistrations { get; } = [];

    public Func<CallInvoker, object>? Creator { get; set; }
}
