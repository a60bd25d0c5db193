using EfficientMnist.Datasets;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Randomness;

namespace Benchmarks.Learning;

/// <summary>A pool of training images in which classes, images or both are not as even as in the data set.</summary>
/// <param name="Name">By which it is chosen.</param>
/// <param name="Images">The pool.</param>
/// <param name="Labels">Classes of the pool's images; <see cref="BoughtLabel.None"/> for an image of no class.</param>
/// <param name="Sources">Equal for copies of one image.</param>
/// <param name="Judged">Images held back, as even as the data set.</param>
/// <param name="Truth">Their classes.</param>
/// <param name="Classes">How many there are.</param>
internal sealed record OddPool(string Name, ImageSet Images, IReadOnlyList<int> Labels, IReadOnlyList<int> Sources, ImageSet Judged, IReadOnlyList<int> Truth, int Classes)
{
    /// <summary>How many images of Fashion-MNIST a pool has.</summary>
    public const int Size = 12_000;

    private const int JudgedBy = 8_000;
    private const int Copies = 10;

    // Shirts are taken for other classes easily, sandals and bags are not.
    private static readonly int[] Rare = [5, 6, 8];

    // Of CIFAR-10: automobiles, and a tenth of them trucks.
    private static readonly (int Class, int InPool)[] Pair = [(1, 1_350), (9, 150)];
    private const int JudgedByOfAPair = 500;

    /// <summary>
    /// <c>even</c>: at random. <c>rare</c>: sandals, shirts and bags are a hundredth of the pool each. <c>copies</c>: half of
    /// the pool are copies of 600 of its images, ten of each. <c>strangers</c>: a fifth are digits, which are rejected. And of
    /// CIFAR-10, <c>pair</c>: 1,350 automobiles and 150 trucks, of 2,000 of each.
    /// </summary>
    /// <param name="only">Their names; all where there are none.</param>
    public static async IAsyncEnumerable<OddPool> AllAsync(IReadOnlyList<string> only)
    {
        var catalog = new DatasetCatalog(new DatasetOptions());
        var (images, labels) = await LoadAsync(catalog, "fashion-mnist");
        var (digits, _) = await LoadAsync(catalog, "mnist");
        int[] ids = [.. Enumerable.Range(0, images.Count)];
        SeededRandom.Create(0, "odd pools").Shuffle(ids);
        var (judged, left) = (ids[..JudgedBy], ids[JudgedBy..]);
        var (rare, common) = (left.Where(id => Rare.Contains(labels[id])).ToLookup(id => labels[id]), left.Where(id => !Rare.Contains(labels[id])).ToArray());

        OddPool Of(string name, int[] pool, int strangers = 0) => new(
            name,
            Join(images.Select(pool), digits.Select([.. Enumerable.Range(0, strangers)])),
            [.. pool.Select(id => labels[id]), .. Enumerable.Repeat(BoughtLabel.None, strangers)],
            [.. pool, .. Enumerable.Range(images.Count, strangers)],
            images.Select(judged),
            [.. judged.Select(id => labels[id])],
            HeldBack.Classes);

        (string Name, Func<OddPool> Make)[] all =
        [
            ("even", () => Of("even", left[..Size])),
            ("rare", () => Of("rare", [.. Rare.SelectMany(c => rare[c].Take(Size / 100)), .. common[..(Size - (Rare.Length * (Size / 100)))]])),
            ("copies", () => Of("copies", [.. left[..(Size / 2)], .. left[..(Size / 2 / Copies)].SelectMany(id => Enumerable.Repeat(id, Copies))])),
            ("strangers", () => Of("strangers", left[..(Size * 4 / 5)], Size / 5)),
        ];
        foreach (var (_, make) in all.Where(pool => only.Count == 0 || only.Contains(pool.Name)))
            yield return make();
        if (only.Count == 0 || only.Contains("pair"))
            yield return await PairAsync(catalog);
    }

    private static async Task<OddPool> PairAsync(DatasetCatalog catalog)
    {
        var (images, labels) = await LoadAsync(catalog, "cifar-10");
        int[] ids = [.. Enumerable.Range(0, images.Count)];
        SeededRandom.Create(0, "pair").Shuffle(ids);
        var ofClass = ids.ToLookup(id => labels[id]);
        int[] pool = [.. Pair.SelectMany(part => ofClass[part.Class].Skip(JudgedByOfAPair).Take(part.InPool))];
        int[] judged = [.. Pair.SelectMany(part => ofClass[part.Class].Take(JudgedByOfAPair))];
        int Side(int id) => Array.FindIndex(Pair, part => part.Class == labels[id]);
        return new OddPool("pair", images.Select(pool), [.. pool.Select(Side)], pool, images.Select(judged), [.. judged.Select(Side)], Pair.Length);
    }

    /// <summary>The mean over the classes of the share of its images held back that are predicted right.</summary>
    public double Recall(IReadOnlyList<int> predicted) =>
        Truth.Zip(predicted, (truth, answer) => (truth, Right: truth == answer ? 1.0 : 0)).GroupBy(image => image.truth).Average(ofClass => ofClass.Average(image => image.Right));

    /// <summary>How many of the images asked for are of no class, or copies of images asked for before.</summary>
    public int Wasted(IReadOnlyList<int> asked) => asked.Count - asked.Where(id => Labels[id] != BoughtLabel.None).Select(id => Sources[id]).Distinct().Count();

    private static async Task<(ImageSet Images, int[] Labels)> LoadAsync(DatasetCatalog catalog, string name) =>
        (await catalog.LoadImagesAsync(name, DatasetSplit.Train), [.. await catalog.LoadLabelsAsync(name, DatasetSplit.Train)]);

    private static ImageSet Join(ImageSet first, ImageSet second) =>
        new(first.Shape, (byte[])[.. first.Pixels.Span, .. second.Pixels.Span]);
}
