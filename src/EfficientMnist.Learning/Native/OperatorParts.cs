using static TorchSharp.torch;

namespace EfficientMnist.Learning.Native;

/// <summary>Splits a kernel's work over the calling thread's operator threads: equal numbers of them give equal sums.</summary>
internal static class OperatorParts
{
    /// <summary>How many parts there are, and the items of each but the last, which may have fewer.</summary>
    public static (int Count, long Each) Of(long items)
    {
        var each = (items + get_num_threads() - 1) / get_num_threads();
        return ((int)((items + each - 1) / each), each);
    }

    /// <param name="items">More than none.</param>
    /// <param name="work">Is given the number of a part, its first item, and how many it has.</param>
    public static void Each(long items, Action<int, long, long> work)
    {
        var (count, each) = Of(items);
        if (count == 1)
            Part(0);
        else
            Parallel.For(0, count, Part);

        void Part(int part) => work(part, part * each, Math.Min(each, items - part * each));
    }
}
