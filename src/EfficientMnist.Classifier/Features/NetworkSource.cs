using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Training;
using Grpc.Core;

namespace EfficientMnist.Classifier.Features;

/// <summary>The networks of encoders and students, from the encoder-trainer.</summary>
internal sealed class NetworkSource(EncoderTrainerService.EncoderTrainerServiceClient trainer, PatientCall patient)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>The network as tensors and steps.</summary>
    public Task<ModelTensors> GetAsync(string encoderId, IRunMonitor monitor, CancellationToken cancellationToken) =>
        patient.CallAsync(ServiceNames.EncoderTrainer, monitor, Deadline, options => ReadAsync(encoderId, options), cancellationToken);

    private async Task<ModelTensors> ReadAsync(string encoderId, CallOptions options)
    {
        using var stream = trainer.ExportEncoder(new ExportEncoderRequest { EncoderId = encoderId }, options);
        using var file = new MemoryStream();
        await foreach (var message in stream.ResponseStream.ReadAllAsync(options.CancellationToken))
            message.Part.WriteTo(file);
        return ModelTensors.Read(file.ToArray(), ModelTensors.NetworkFormat);
    }
}
