namespace Grpc.Core;

// Roots and client certificates of the channel are the HTTP handler's in this implementation, so only the plain form exists.
public sealed class SslCredentials : ChannelCredentials
{
    public override void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object? state)
        => configurator.SetSslCredentials(state, null, null, null);
}
