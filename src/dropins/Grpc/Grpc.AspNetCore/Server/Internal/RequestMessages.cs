using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Client.Internal;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

// Reads frames straight from the transport's buffers.
internal sealed class RequestMessages(HttpContext http, int? maxSize, ICompressionProvider? compression)
{
    private readonly PipeReader _body = http.Request.BodyReader;
    private readonly SequenceDeserializationContext _deserialization = new();

    public bool ReachedEnd { get; private set; }

    // Of a call with one request: a second one is an error.
    public async ValueTask<T> ReadOnlyMessageAsync<T>(Func<DeserializationContext, T> deserializer)
        where T : class
    {
        var message = await ReadAsync(deserializer, CancellationToken.None) ?? throw Frame.Incomplete();
        var end = await ReadPipeAsync(CancellationToken.None);
        while (!end.IsCompleted && end.Buffer.IsEmpty)
        {
            _body.AdvanceTo(end.Buffer.End);
            end = await ReadPipeAsync(CancellationToken.None);
        }

        var extra = !end.Buffer.IsEmpty;
        _body.AdvanceTo(end.Buffer.End);
        return extra ? throw Frame.Failure(StatusCode.Internal, "Additional data after the message received.") : message;
    }

    // Null at the end of the requests.
    public async ValueTask<T?> ReadAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var result = await ReadPipeAsync(cancellationToken);
            var buffer = result.Buffer;
            var consumed = buffer.Start;
            var examined = buffer.End;
            try
            {
                if (TryReadFrame(ref buffer, out var payload, out var compressed))
                {
                    consumed = examined = buffer.Start;
                    return Deserialize(payload, compressed, deserializer);
                }

                if (result.IsCompleted)
                    return buffer.IsEmpty ? null : throw Frame.Incomplete();
            }
            finally
            {
                _body.AdvanceTo(consumed, examined);
            }
        }
    }

    private async ValueTask<ReadResult> ReadPipeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var result = await _body.ReadAsync(cancellationToken);
            if (result.IsCanceled)
                throw new OperationCanceledException();

            ReachedEnd = result.IsCompleted;
            return result;
        }
        catch (Exception exception) when (exception is IOException or BadHttpRequestException)
        {
            // The client reset the stream, or its connection is gone.
            throw new OperationCanceledException("The client ended the call.", exception, http.RequestAborted);
        }
    }

    private bool TryReadFrame(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> payload, out bool compressed)
    {
        payload = default;
        compressed = false;
        if (buffer.Length < Frame.HeaderSize)
            return false;

        Span<byte> header = stackalloc byte[Frame.HeaderSize];
        buffer.Slice(0, Frame.HeaderSize).CopyTo(header);
        var length = Frame.ReadHeader(header, maxSize, out compressed);
        if (buffer.Length < Frame.HeaderSize + length)
            return false;

        payload = buffer.Slice(Frame.HeaderSize, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    private T Deserialize<T>(in ReadOnlySequence<byte> payload, bool compressed, Func<DeserializationContext, T> deserializer)
    {
        try
        {
            if (!compressed)
                return _deserialization.Deserialize(payload, deserializer);
            if (compression is null)
                throw Frame.Failure(StatusCode.Internal, "Request sent 'identity' grpc-encoding value with compressed message.");

            using var plain = MessageCompression.Decompress(compression, payload, maxSize);
            return _deserialization.Deserialize(new ReadOnlySequence<byte>(plain.WrittenMemory), deserializer);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.Internal, "Failed to deserialize the request message.", exception));
        }
    }
}
