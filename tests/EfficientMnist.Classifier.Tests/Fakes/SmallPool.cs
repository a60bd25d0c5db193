using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import;

namespace EfficientMnist.Classifier.Tests.Fakes;

/// <summary>A folder of PNGs as a user would bring: four classes, each a bright bar of its own direction in noise.</summary>
internal static class SmallPool
{
    public const string Name = "bars";
    public const string Unlabelled = "bare";
    public const string Partly = "partly";

    /// <summary>Labels of <see cref="Partly"/> that are given, as many of each class, to learn from and to validate with.</summary>
    public const int Given = 12;
    public const int GivenToValidate = 20;
    public const int Train = 240;
    public const int Test = 80;
    private const int Side = 28;
    private static readonly string[] Classes = ["across", "down", "falling", "rising"];

    public static ImageShape Shape { get; } = new(1, Side, Side);

    // Written once for all tests, which only read it.
    private static readonly Lazy<string> Folder = new(Write);

    /// <summary>The folder with the data set, and with the training images alone, without a word of what they show: image i is of class i mod 4.</summary>
    public static string Root => Folder.Value;

    private static string Write()
    {
        var root = Directory.CreateTempSubdirectory("eml-bars-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        var random = new Random(7);
        var bare = Directory.CreateDirectory(Path.Combine(root, Unlabelled, "train")).FullName;
        foreach (var (split, count) in new[] { ("train", Train), ("test", Test) })
        {
            for (var i = 0; i < count; i++)
            {
                var kind = i % Classes.Length;
                var folder = Directory.CreateDirectory(Path.Combine(root, Name, split, Classes[kind])).FullName;
                var file = PngEncoder.Encode(Draw(kind, random), Shape);
                File.WriteAllBytes(Path.Combine(folder, $"{i:D4}.png"), file);
                if (split == "train")
                    File.WriteAllBytes(Path.Combine(bare, $"{i:D4}.png"), file);
            }
        }
        WritePartly(root);
        return root;
    }

    // The training images again, a few of them in class folders, a few set aside to validate with, the others flat.
    private static void WritePartly(string root)
    {
        var user = Directory.CreateTempSubdirectory("eml-partly-").FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, Unlabelled, "train")))
        {
            var number = int.Parse(Path.GetFileNameWithoutExtension(file), System.Globalization.CultureInfo.InvariantCulture);
            var folder = number < Given ? $"train/{Classes[number % Classes.Length]}" : number < Given + GivenToValidate ? $"val/{Classes[number % Classes.Length]}" : "train";
            Directory.CreateDirectory(Path.Combine(user, folder));
            File.Copy(file, Path.Combine(user, folder, Path.GetFileName(file)));
        }
        var target = Directory.CreateDirectory(Path.Combine(root, Partly)).FullName;
        new DatasetImporter(TimeProvider.System).Import(user, target, user, new ImportOptions());
        Directory.Delete(user, recursive: true);
    }

    /// <summary>One image of the class.</summary>
    public static byte[] Draw(int kind, Random random)
    {
        var pixels = new byte[Shape.Pixels];
        var shift = random.Next(-6, 7);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var distance = kind switch
                {
                    0 => y - (Side / 2) - shift,
                    1 => x - (Side / 2) - shift,
                    2 => x - y - shift,
                    _ => x + y - Side - shift,
                };
                pixels[y * Side + x] = (byte)(random.Next(90) + (Math.Abs(distance) <= 2 ? 110 : 0));
            }
        }
        return pixels;
    }
}
