using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Drills.Systems;

/// <summary>Every call that the contracts have, to be made with any bytes.</summary>
internal static class Contract
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);

    /// <summary>The calls of a service, by its name as in <see cref="ServiceNames"/>.</summary>
    public static IReadOnlyList<MethodDescriptor> CallsOf(string service) => [.. (service switch
    {
        ServiceNames.DatasetStore => DatasetStoreReflection.Descriptor,
        ServiceNames.LabelOracle => LabelOracleReflection.Descriptor,
        ServiceNames.EncoderTrainer => EncoderTrainerReflection.Descriptor,
        ServiceNames.Classifier => ClassifierReflection.Descriptor,
        _ => throw new ArgumentException($"There is no service {service}.", nameof(service)),
    }).Services.SelectMany(found => found.Methods)];

    /// <summary>Makes a call with messages as they are, and reads a few answers.</summary>
    /// <returns>How it ended.</returns>
    public static async Task<Status> CallAsync(CallInvoker calls, MethodDescriptor method, IReadOnlyList<byte[]> messages, TimeSpan patience, CancellationToken cancellationToken)
    {
        var call = new Method<byte[], byte[]>(MethodType.DuplexStreaming, method.Service.FullName, method.Name, Raw, Raw);
        var options = new CallOptions(deadline: DateTime.UtcNow + patience, cancellationToken: cancellationToken);
        try
        {
            using var open = calls.AsyncDuplexStreamingCall(call, null, options);
            foreach (var message in messages)
                await open.RequestStream.WriteAsync(message, cancellationToken);
            await open.RequestStream.CompleteAsync();
            while (await open.ResponseStream.MoveNext(cancellationToken))
                continue;
            return open.GetStatus();
        }
        catch (RpcException error)
        {
            return error.Status;
        }
        catch (Exception error) when (error is InvalidOperationException or HttpProtocolException)
        {
            // The service has ended the call before all of it was sent, or the time was over and the stream reset.
            return new Status(StatusCode.Cancelled, "ended early");
        }
    }

    /// <summary>An empty message.</summary>
    public static byte[] Nothing { get; } = [];
}
