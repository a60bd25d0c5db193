using EfficientMnist.Contracts.V1;
using Google.Protobuf;

namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>
/// What a student or a fine-tuned network learns from, kept beside its checkpoints: the request it came in, without what is in
/// the training's record. Each kind of training has a file of its own.
/// </summary>
internal sealed class LessonFile(string folder)
{
    /// <summary>Of a student.</summary>
    public string DistillationPath { get; } = Path.Combine(folder, "distillation.pb");

    /// <summary>Of a fine-tuned network.</summary>
    public string FineTuningPath { get; } = Path.Combine(folder, "fine-tuning.pb");

    /// <summary>Whole or not at all, and to be written before the training shows, so that no training is without its lesson.</summary>
    public void Write(StartDistillationRequest request)
    {
        var lesson = new StartDistillationRequest { Classes = request.Classes, SoftTargets = request.SoftTargets };
        lesson.SampleIds.Add(request.SampleIds);
        lesson.Labels.Add(request.Labels);
        Keep(lesson, DistillationPath);
    }

    /// <inheritdoc cref="Write(StartDistillationRequest)"/>
    public void Write(StartFineTuningRequest request)
    {
        var lesson = new StartFineTuningRequest { Classes = request.Classes };
        lesson.SampleIds.Add(request.SampleIds);
        lesson.Labels.Add(request.Labels);
        Keep(lesson, FineTuningPath);
    }

    /// <exception cref="InvalidDataException">The file is missing or damaged.</exception>
    public StartDistillationRequest ReadDistillation() => Read(StartDistillationRequest.Parser, DistillationPath);

    /// <exception cref="InvalidDataException">The file is missing or damaged.</exception>
    public StartFineTuningRequest ReadFineTuning() => Read(StartFineTuningRequest.Parser, FineTuningPath);

    private void Keep(IMessage lesson, string path)
    {
        Directory.CreateDirectory(folder);
        using (var file = File.Create(path + ".new"))
        {
            lesson.WriteTo(file);
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
