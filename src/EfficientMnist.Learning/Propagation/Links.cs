namespace EfficientMnist.Learning.Propagation;

/// <summary>For each of some images its nearest images of the pool, with weights that sum to 1.</summary>
/// <param name="Neighbours">Images of the pool named per row.</param>
/// <param name="Ids">Row-major, rows × neighbours: indices into the pool, the nearest first.</param>
/// <param name="Weights">One per id, positive; each row sums to 1.</param>
public sealed record Links(int Neighbours, int[] Ids, float[] Weights)
{
    public int Rows => Neighbours == 0 ? 0 : Ids.Length / Neighbours;
}
