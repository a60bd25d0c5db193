using EfficientMnist.Contracts.V1;
using Google.Protobuf;

namespace EfficientMnist.EncoderTrainer.Lessons;

/// <summary>What a student learns from, kept beside its checkpoints: the request it came in, without what is in the training's record.</summary>
internal sealed class LessonFile(string folder)
{
    public string Path { get; } = System.IO.Path.Combine(folder, "lesson.pb");

    /// <summary>Whole or not at all, and to be written before the training shows, so that no training is without its lesson.</summary>
    public void Write(StartDistillationRequest request)
    {
        Directory.CreateDirectory(folder);
        var lesson = new StartDistillationRequest { Classes = request.Classes, SoftTargets = request.SoftTargets };
        lesson.SampleIds.Add(request.SampleIds);
        lesson.Labels.Add(request.Labels);
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
            throw new InvalidDataException($"{Path} is missing or damaged. Start the distillation again: that writes it anew.", error);
        }
    }
}
