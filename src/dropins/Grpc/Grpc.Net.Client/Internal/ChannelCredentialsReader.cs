using Grpc.Core;

namespace Grpc.Net.Client.Internal;

// TLS is decided by the address; credentials only have to agree with it, and may carry call credentials.
internal sealed class ChannelCredentialsReader : ChannelCredentialsConfiguratorBase
{
    private readonly List<CallCredentials> _callCredentials = [];
    private bool? _secure;

    public static IReadOnlyList<CallCredentials> Read(ChannelCredentials? credentials, Uri address, bool callCredentialsAllowed)
    {
        if (credentials is null)
            return [];

        var reader = new ChannelCredentialsReader();
        credentials.InternalPopulateConfiguration(reader, null);
        if (reader._secure is { } secure && secure != (address.Scheme == Uri.UriSchemeHttps))
            throw new InvalidOperationException($"Channel is configured with {(secure ? "secure" : "insecure")} channel credentials but its address is '{address}'.");
        if (reader._callCredentials.Count > 0 && !callCredentialsAllowed)
            throw new InvalidOperationException("Call credentials are configured on an insecure channel. Set UnsafeUseInsecureChannelCallCredentials to send them in plain text.");

        return reader._callCredentials;
    }

    public override void SetInsecureCredentials(object? state) => _secure = false;

    public override void SetSslCredentials(object? state, string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback)
        => _secure = true;

    public override void SetCompositeCredentials(object? state, ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        channelCredentials.InternalPopulateConfiguration(this, null);
        _callCredentials.Add(callCredentials);
    }
}
