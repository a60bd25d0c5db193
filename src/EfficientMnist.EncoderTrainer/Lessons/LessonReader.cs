using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.EncoderTrainer.Lessons;

/// <summary>From the contract's message to what a student learns from.</summary>
internal static class LessonReader
{
    /// <exception cref="ArgumentException">It holds what is no probability or no label; the message names the value.</exception>
    public static Lesson Read(StartDistillationRequest request)
    {
        if (request.Classes < 2)
            throw new ArgumentException($"A student tells at least 2 classes apart; classes is {request.Classes}.");
        var rowBytes = request.Classes * sizeof(ushort);
        if (request.SoftTargets.Length % rowBytes != 0)
            throw new ArgumentException($"soft_targets of {request.Classes} classes are half floats, {rowBytes} bytes an image; {request.SoftTargets.Length} bytes came.");
        if (request.SampleIds.Count != request.Labels.Count)
            throw new ArgumentException($"There are {request.SampleIds.Count} sample_ids and {request.Labels.Count} labels; give one label per image.");

        var halves = MemoryMarshal.Cast<byte, Half>(request.SoftTargets.Span);
        var values = new float[halves.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)halves[i];
        return new Lesson(new FeatureMatrix(values, values.Length / request.Classes, request.Classes), [.. request.SampleIds], [.. request.Labels]);
    }
}
