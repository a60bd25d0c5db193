using System.Numerics;

namespace EfficientMnist.Datasets.Import.Reports;

/// <summary>Finds images that are there twice.</summary>
internal static class TwinFinder
{
    // Two prints this near share one of four quarters of 16 bits, or differ by one bit in each.
    private const int Nearness = 3;
    private const int Quarters = 4;
    private const int MeanDifference = 4;

    // Of images without structure, such as empty ones, all look alike.
    private const int Compared = 40;

    /// <summary>Images that equal an earlier one, each with it.</summary>
    public static List<(int Image, int Twin)> Equal(IReadOnlyList<ImagePrint> prints)
    {
        var first = new Dictionary<ulong, int>();
        List<(int, int)> twins = [];
        for (var i = 0; i < prints.Count; i++)
        {
            if (!first.TryAdd(prints[i].Content, i)) twins.Add((i, first[prints[i].Content]));
        }
        return twins;
    }

    /// <summary>Images of one split that equal one of another, each with it.</summary>
    public static List<(int Image, int Twin)> Shared(IReadOnlyList<ImagePrint> prints, IReadOnlyList<ImagePrint> others)
    {
        var there = new Dictionary<ulong, int>();
        for (var i = 0; i < others.Count; i++) there.TryAdd(others[i].Content, i);
        return [.. Enumerable.Range(0, prints.Count).Where(i => there.ContainsKey(prints[i].Content)).Select(i => (i, there[prints[i].Content]))];
    }

    /// <summary>Images that nearly equal an earlier one without equalling any, each with it.</summary>
    /// <param name="prints">The images' prints.</param>
    /// <param name="pixels">The pixels of an image.</param>
    public static List<(int Image, int Twin)> Near(IReadOnlyList<ImagePrint> prints, Func<int, byte[]> pixels)
    {
        var equal = Equal(prints).Select(twin => twin.Image).ToHashSet();
        var buckets = new Dictionary<(int Quarter, ushort Bits), List<int>>();
        List<(int, int)> twins = [];
        for (var i = 0; i < prints.Count; i++)
        {
            if (equal.Contains(i)) continue;
            var candidates = Enumerable.Range(0, Quarters)
                .SelectMany(quarter => buckets.TryGetValue(Key(prints[i], quarter), out var bucket) ? bucket.TakeLast(Compared) : [])
                .Where(other => BitOperations.PopCount(prints[i].Look ^ prints[other].Look) <= Nearness).Distinct().ToList();
            if (candidates.Count > 0)
            {
                var image = pixels(i);
                var twin = candidates.FindIndex(other => Difference(image, pixels(other)) <= MeanDifference);
                if (twin >= 0) twins.Add((i, candidates[twin]));
            }
            for (var quarter = 0; quarter < Quarters; quarter++)
            {
                if (!buckets.TryGetValue(Key(prints[i], quarter), out var bucket)) buckets[Key(prints[i], quarter)] = bucket = [];
                bucket.Add(i);
            }
        }
        return twins;
    }

    private static (int, ushort) Key(ImagePrint print, int quarter) => (quarter, (ushort)(print.Look >> (16 * quarter)));

    private static double Difference(byte[] image, byte[] other)
    {
        long sum = 0;
        for (var i = 0; i < image.Length; i++) sum += Math.Abs(image[i] - other[i]);
        return sum / (double)image.Length;
    }
}
