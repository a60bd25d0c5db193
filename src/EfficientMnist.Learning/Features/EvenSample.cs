namespace EfficientMnist.Learning.Features;

/// <summary>A part of a pool that stands for all of it: every image of a small one, of a larger one every second, third … one.</summary>
public static class EvenSample
{
    /// <summary>The numbers of the images, in their order.</summary>
    /// <param name="count">How many images the pool has.</param>
    /// <param name="most">How many there may be in the sample, at least one.</param>
    /// <exception cref="ArgumentOutOfRangeException">None are wanted.</exception>
    public static int[] Of(int count, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var every = Math.Max(1, (int)(((long)count + most - 1) / most));
        return [.. Enumerable.Range(0, count).Where(image => image % every == 0)];
    }
}
