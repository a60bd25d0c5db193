using System.Net;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

// One message. HTTP may send it more than once (a connection that refused the stream) and may still be sending
// when the response has arrived, so the pooled buffer goes back when both the call and the last sending have ended.
internal sealed class MessageContent(SerializedFrame frame) : HttpContent
{
    private int _users = 1;

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            frame.Dispose();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _users) == 1)
            throw new OperationCanceledException("The call has ended.");

        try
        {
            await stream.WriteAsync(frame.Bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
