using EfficientMnist.Contracts.V1;
using Google.Protobuf;

namespace EfficientMnist.EncoderTrainer.Lessons;

/// <summary>
/// What a student or a fine-tuned network learns from, kept beside its checkpoints: the request it came in, without what is in
/// the training's record; of a fine-tuned network without soft targets.
/// </summary>
internal sealed class LessonFile(string folder)
{
    public string Path { get; } = System.IO.Path.Combine(folder, "lesson.pb");

    /// <summary>Whole or not at all, and to be written before the training shows, so that no training is without its lesson.</summary>
    public void Write(StartDistillationRequest request)
    {
        var lesson = new StartDistillationRequest { Classes = request.Classes, SoftTargets = request.SoftTargets };
        lesson.SampleIds.Add(request.SampleIds);
        lesson.Labels.Add(request.Labels);
        Keep(lesson);
    }

    /// <inheritdoc cref="Write(StartDistillationRequest)"/>
    public void Write(StartFineTuningRequest request)
    {
        var lesson = new StartDistillationRequest { Classes = request.Classes };
        lesson.SampleIds.Add(request.SampleIds);
        lesson.Labels.Add(request.Labels);
        Keep(lesson);
    }

    private void Keep(StartDistillationRequest lesson)
    {
        Directory.CreateDirectory(folder);
        using (var file = File.Create(Path + ".new"))
        {
            lesson.WriteTo(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(Path + ".new", Path, overwrite: true);
    }

    /// <exception cref="InvalidDataException">The file is missing or damaged.</exception>
    public StartDistillationRequest Read()
    {
        try
        {
            using var file = File.OpenRead(Path);
            return StartDistillationRequest.Parser.ParseFrom(file);
        }
        catch (Exception error) when (error is FileNotFoundException or InvalidProtocolBufferException)
        {
            throw new InvalidDataException($"{Path} is missing or damaged. Start the training again: that writes it anew.", error);
        }
    }
}
