using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.FineTuning;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.EncoderTrainer.Teaching;

/// <summary>From the contract's messages to what is learned from.</summary>
internal static class TeachingReader
{
    // As the options of students and of fine-tuning have it.
    private const int FewestClasses = 2;
    private const int MostClasses = 1_000;

    /// <exception cref="RefusalException">It holds what is no probability or no label; the message names the value.</exception>
    public static TeachingSet Read(StartDistillationRequest request)
    {
        CheckClasses(request.Classes);
        var rowBytes = request.Classes * sizeof(ushort);
        if (request.SoftTargets.Length % rowBytes != 0)
            throw Refusal.Invalid($"soft_targets of {request.Classes} classes are half floats, {rowBytes} bytes an image; {request.SoftTargets.Length} bytes came.");
        CheckPairs(request.SampleIds.Count, request.Labels.Count);

        var halves = MemoryMarshal.Cast<byte, Half>(request.SoftTargets.Span);
        var values = new float[halves.Length];
        TensorPrimitives.ConvertToSingle(halves, values);
        return new TeachingSet(new FeatureMatrix(values, values.Length / request.Classes, request.Classes), [.. request.SampleIds], [.. request.Labels]);
    }

    /// <summary>The labels alone.</summary>
    /// <inheritdoc cref="Read"/>
    public static LabelledPool Labels(IReadOnlyList<int> sampleIds, IReadOnlyList<int> labels, int classes)
    {
        CheckClasses(classes);
        CheckPairs(sampleIds.Count, labels.Count);
        return new LabelledPool(sampleIds, labels, classes);
    }

    // Before anything is counted in classes: a network has an output for each.
    private static void CheckClasses(int classes)
    {
        if (classes is < FewestClasses or > MostClasses)
            throw Refusal.Invalid($"A network tells {FewestClasses} to {MostClasses} classes apart; classes is {classes}.");
    }

    private static void CheckPairs(int sampleIds, int labels)
    {
        if (sampleIds != labels)
            throw Refusal.Invalid($"There are {sampleIds} sample_ids and {labels} labels; give one label per image.");
    }
}
