namespace Grpc.AspNetCore.Server.Internal;

internal static class OwnedObject
{
    public static ValueTask DisposeAsync(object instance)
    {
        if (instance is IAsyncDisposable asynchronous)
            return asynchronous.DisposeAsync();

        (instance as IDisposable)?.Dispose();
        return default;
    }
}
