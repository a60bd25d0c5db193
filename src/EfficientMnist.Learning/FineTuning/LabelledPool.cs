using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Learning.FineTuning;

/// <summary>The images of a pool whose labels are known.</summary>
public sealed class LabelledPool
{
    /// <param name="ids">Which images of the pool, each once, at least one.</param>
    /// <param name="labels">Their labels, 0 to classes − 1, in the same order.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <exception cref="RefusalException">No image, an id or a label that cannot be, or an id twice; the message names it.</exception>
    public LabelledPool(IReadOnlyList<int> ids, IReadOnlyList<int> labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(labels);
        if (ids.Count == 0 || ids.Count != labels.Count)
            throw Refusal.Invalid($"{ids.Count} images and {labels.Count} labels do not make a training set.");
        if (classes < 2)
            throw Refusal.Invalid($"A classifier tells at least 2 classes apart, not {classes}.");
        if (ids.FirstOrDefault(id => id < 0) is < 0 and var negative)
            throw Refusal.Invalid($"There is no image {negative}.");
        if (labels.Any(label => label < 0 || label >= classes))
            throw Refusal.Invalid($"Label {labels.First(label => label < 0 || label >= classes)} is none of 0 to {classes - 1}.");
        if (ids.Distinct().Count() != ids.Count)
            throw Refusal.Invalid($"Image {ids.GroupBy(id => id).First(g => g.Count() > 1).Key} is labelled twice.");
        (Ids, Labels, Classes) = ([.. ids.Select(id => (long)id)], [.. labels], classes);
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(
            [.. BitConverter.GetBytes(classes), .. MemoryMarshal.AsBytes(ids.ToArray().AsSpan()), .. MemoryMarshal.AsBytes(labels.ToArray().AsSpan())]));
    }

    /// <summary>Numbers of the images.</summary>
    public IReadOnlyList<long> Ids { get; }

    /// <summary>A class for each.</summary>
    public IReadOnlyList<int> Labels { get; }

    public int Classes { get; }

    public int Count => Ids.Count;

    /// <summary>SHA-256 of all of it in lower-case hex.</summary>
    public string ContentHash { get; }
}
