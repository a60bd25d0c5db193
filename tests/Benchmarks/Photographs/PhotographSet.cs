using System.Globalization;
using EfficientMnist.Datasets;
using SkiaSharp;

namespace Benchmarks.Photographs;

/// <summary>1,000 images of 224 pixels to learn from and 500 to judge by, written as JPEG into folders of their classes.</summary>
/// <param name="Name">For <c>only=</c>.</param>
/// <param name="TryWriteAsync">Writes them into a folder; says what is missing on this machine, or null.</param>
internal sealed record PhotographSet(string Name, Func<string, Task<string?>> TryWriteAsync)
{
    private const int Side = 224;
    private const int Classes = 10;
    private const int PoolEach = 100;
    private const int TestEach = 50;
    private const int Quality = 90;

    // Of Debian's python3-skimage and python3-sklearn: photographs that are no two of one thing.
    private static readonly string[] Sources =
    [
        "skimage/data/astronaut.png", "skimage/data/coffee.png", "skimage/data/chelsea.png", "skimage/data/rocket.jpg", "skimage/data/motorcycle_left.png",
        "skimage/data/hubble_deep_field.jpg", "skimage/data/ihc.png", "skimage/data/retina.jpg", "skimage/data/brick.png", "skimage/data/grass.png",
        "skimage/data/gravel.png", "skimage/data/coins.png", "skimage/data/camera.png", "sklearn/datasets/images/china.jpg", "sklearn/datasets/images/flower.jpg",
    ];

    private static readonly string[] Folders = ["/usr/lib/python3/dist-packages", "/usr/share"];

    public static IReadOnlyList<PhotographSet> All { get; } = [new("crops", WriteCropsAsync), new("cifar-10", WriteCifarAsync)];

    // Which photograph a crop is of; those to judge by come from its right third, which the pool has not seen.
    private static Task<string?> WriteCropsAsync(string folder)
    {
        string[] found = [.. Sources.Select(source => Folders.Select(root => Path.Combine(root, source)).FirstOrDefault(File.Exists)).OfType<string>()];
        if (found.Length < Classes)
            return Task.FromResult<string?>($"{found.Length} of the photographs of python3-skimage and python3-sklearn are here, {Classes} are needed.");
        foreach (var source in found.Take(Classes))
        {
            using var photograph = SKBitmap.Decode(source);
            var border = photograph.Width * 2 / 3;
            var random = new Random(1);
            Crops("train", PoolEach, new SKRectI(0, 0, border, photograph.Height));
            Crops("test", TestEach, new SKRectI(border, 0, photograph.Width, photograph.Height));

            void Crops(string part, int count, SKRectI area)
            {
                for (var i = 0; i < count; i++)
                {
                    var side = random.Next(Math.Min(area.Width, area.Height) * 2 / 3, Math.Min(area.Width, area.Height) + 1);
                    var (left, top) = (area.Left + random.Next(area.Width - side + 1), area.Top + random.Next(area.Height - side + 1));
                    Write(photograph, new SKRectI(left, top, left + side, top + side), Path.Combine(folder, part, Path.GetFileNameWithoutExtension(source)), i);
                }
            }
        }
        return Task.FromResult<string?>(null);
    }

    private static async Task<string?> WriteCifarAsync(string folder)
    {
        const string Dataset = "cifar-10";
        var catalog = new DatasetCatalog(new DatasetOptions());
        foreach (var (part, split, each) in new[] { ("train", DatasetSplit.Train, PoolEach), ("test", DatasetSplit.Test, TestEach) })
        {
            var (images, labels) = (await catalog.LoadImagesAsync(Dataset, split), await catalog.LoadLabelsAsync(Dataset, split));
            var written = new int[Classes];
            for (var id = 0; id < images.Count; id++)
            {
                if (written[labels[id]] == each)
                    continue;
                using var small = Bitmap(images[id], images.Shape);
                Write(small, new SKRectI(0, 0, small.Width, small.Height), Path.Combine(folder, part, labels[id].ToString(CultureInfo.InvariantCulture)), written[labels[id]]++);
            }
        }
        return null;
    }

    private static SKBitmap Bitmap(ReadOnlySpan<byte> image, ImageShape shape)
    {
        var bitmap = new SKBitmap(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var plane = shape.Height * shape.Width;
        for (var at = 0; at < plane; at++)
            bitmap.SetPixel(at % shape.Width, at / shape.Width, new SKColor(image[at], image[plane + at], image[2 * plane + at]));
        return bitmap;
    }

    private static void Write(SKBitmap source, SKRectI area, string folder, int number)
    {
        Directory.CreateDirectory(folder);
        using var scaled = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(scaled))
        using (var image = SKImage.FromBitmap(source))
            canvas.DrawImage(image, area, new SKRect(0, 0, Side, Side), new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var data = scaled.Encode(SKEncodedImageFormat.Jpeg, Quality);
        File.WriteAllBytes(Path.Combine(folder, $"{number:000}.jpg"), data.ToArray());
    }
}
