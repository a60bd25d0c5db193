using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Students;

/// <summary>
/// What a student learns: a teacher's class probabilities of every image of the pool, and the labels that were bought.
/// The target of a bought image is its label, whatever the teacher says.
/// </summary>
public sealed class TeachingSet
{
    /// <param name="softTargets">The teacher's probabilities [pool, classes]; each row sums to 1 (see <see cref="SoftTargets"/>).</param>
    /// <param name="boughtIds">Which images of the pool have been bought, each once; may be empty.</param>
    /// <param name="labels">Their labels, 0 to classes − 1, in the same order.</param>
    /// <exception cref="RefusalException">Rows that are no probabilities, ids or labels that do not exist, or an id twice.</exception>
    public TeachingSet(FeatureMatrix softTargets, IReadOnlyList<int> boughtIds, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(softTargets);
        ArgumentNullException.ThrowIfNull(boughtIds);
        ArgumentNullException.ThrowIfNull(labels);
        if (softTargets.Columns < 2)
            throw Refusal.Invalid($"A teaching set is about at least 2 classes, not {softTargets.Columns}.");
        if (boughtIds.Count != labels.Count)
            throw Refusal.Invalid($"{boughtIds.Count} bought images and {labels.Count} labels do not belong together.");
        Targets = new FeatureMatrix(softTargets.Values.ToArray(), softTargets.Rows, softTargets.Columns);
        for (var row = 0; row < Targets.Rows; row++)
            CheckProbabilities(row);
        var seen = new HashSet<int>();
        for (var i = 0; i < labels.Count; i++)
        {
            if (!seen.Add(boughtIds[i]))
                throw Refusal.Invalid($"Image {boughtIds[i]} has been bought twice.");
            Replace(boughtIds[i], labels[i]);
        }
        Bought = [.. boughtIds.Select(id => (long)id)];
        ContentHash = Hash();
    }

    /// <summary>Probabilities of each class to learn, [pool, classes]: the teacher's, and one-hot rows for bought images.</summary>
    public FeatureMatrix Targets { get; }

    public int Classes => Targets.Columns;

    /// <summary>Images of the pool.</summary>
    public int Count => Targets.Rows;

    /// <summary>The numbers of the images bought.</summary>
    public IReadOnlyList<long> Bought { get; }

    /// <summary>SHA-256 of all of it in lower-case hex.</summary>
    public string ContentHash { get; }

    private void CheckProbabilities(int row)
    {
        var sum = 0.0;
        foreach (var value in Targets.Row(row))
        {
            // Written so that NaN fails, too.
            if (!(value is >= -1e-6f and <= 1.001f))
                throw Refusal.Invalid($"Row {row} of the soft targets has the value {value}, which is no probability.");
            sum += value;
        }
        // Half floats are that exact.
        if (Math.Abs(sum - 1) > 0.01)
            throw Refusal.Invalid($"Row {row} of the soft targets sums to {sum:0.####}, not to 1.");
    }

    private void Replace(int id, int label)
    {
        if (id < 0 || id >= Count)
            throw Refusal.Invalid($"There is no image {id} in a pool of {Count}.");
        if (label < 0 || label >= Classes)
            throw Refusal.Invalid($"Label {label} of image {id} is none of 0 to {Classes - 1}.");
        var target = Targets.MutableRow(id);
        target.Clear();
        target[label] = 1;
    }

    // Targets hold the labels; which of them were bought is the rest.
    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, Targets.Rows);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], Targets.Columns);
        hash.AppendData(size);
        hash.AppendData(Targets.Bytes);
        hash.AppendData(MemoryMarshal.AsBytes(Bought.ToArray().AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
