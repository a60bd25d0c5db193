namespace EfficientMnist.EncoderTrainer.Encoding;

/// <summary>What a range needs of one chunk.</summary>
/// <param name="Index">Number of the chunk.</param>
/// <param name="Start">First image of the chunk.</param>
/// <param name="Length">Images in the chunk.</param>
/// <param name="First">First image that is wanted.</param>
/// <param name="Count">Images that are wanted.</param>
internal readonly record struct ChunkPart(int Index, int Start, int Length, int First, int Count)
{
    public bool IsWhole => Count == Length;
}
