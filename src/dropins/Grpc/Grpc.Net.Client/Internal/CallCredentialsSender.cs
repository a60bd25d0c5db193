using Grpc.Core;

namespace Grpc.Net.Client.Internal;

internal sealed class CallCredentialsSender : CallCredentialsConfiguratorBase
{
    private readonly List<AsyncAuthInterceptor> _interceptors = [];

    public static async Task AddHeadersAsync(IEnumerable<CallCredentials> credentials, AuthInterceptorContext context, HttpRequestMessage request)
    {
        var sender = new CallCredentialsSender();
        foreach (var item in credentials)
            item.InternalPopulateConfiguration(sender, null);

        foreach (var interceptor in sender._interceptors)
        {
            var metadata = new Metadata();
            await interceptor(context, metadata).ConfigureAwait(false);
            RequestHeaders.Add(request, metadata);
        }
    }

    public override void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor) => _interceptors.Add(interceptor);

    public override void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials)
    {
        foreach (var item in credentials)
            item.InternalPopulateConfiguration(this, null);
    }
}
