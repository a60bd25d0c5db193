using EfficientMnist.Contracts.V1;
using Google.Protobuf;

namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>
/// What a student or a fine-tuned network learns from, kept beside its checkpoints: the request it came in, without what is in
/// the training's record. Each kind of training has a file of its own.
/// </summary>
internal sealed class TeachingFile(string folder)
{
    /// <summary>Of a student.</summary>
    public string DistillationPath { get; } = Path.Combine(folder, "distillation.pb");

    /// <summary>Of a fine-tuned network.</summary>
    public string FineTuningPath { get; } = Path.Combine(folder, "fine-tuning.pb");

    /// <summary>Whole or not at all, and to be written before the training shows, so that no training is without its teaching set.</summary>
    public void Write(StartDistillationRequest request)
    {
        var teaching = new StartDistillationRequest { Classes = request.Classes, SoftTargets = request.SoftTargets };
        teaching.SampleIds.Add(request.SampleIds);
        teaching.Labels.Add(request.Labels);
        Keep(teaching, DistillationPath);
    }

    /// <inheritdoc cref="Write(StartDistillationRequest)"/>
    public void Write(StartFineTuningRequest request)
    {
        var teaching = new StartFineTuningRequest { Classes = request.Classes };
        teaching.SampleIds.Add(request.SampleIds);
        teaching.Labels.Add(request.Labels);
        Keep(teaching, FineTuningPath);
    }

    /// <exception cref="InvalidDataException">The file is missing or damaged.</exception>
    public StartDistillationRequest ReadDistillation() => Read(StartDistillationRequest.Parser, DistillationPath);

    /// <exception cref="InvalidDataException">The file is missing or damaged.</exception>
    public StartFineTuningRequest ReadFineTuning() => Read(StartFineTuningRequest.Parser, FineTuningPath);

    private void Keep(IMessage teaching, string path)
    {
        Directory.CreateDirectory(folder);
        using (var file = File.Create(path + ".new"))
        {
            teaching.WriteTo(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static T Read<T>(MessageParser<T> parser, string path)
        where T : IMessage<T>
    {
        try
        {
            using var file = File.OpenRead(path);
            return parser.ParseFrom(file);
        }
        catch (Exception error) when (error is FileNotFoundException or InvalidProtocolBufferException)
        {
            throw new InvalidDataException($"{path} is missing or damaged. Start the training again: that writes it anew.", error);
        }
    }
}
