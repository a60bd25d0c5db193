using System.IO.Compression;
using System.Text;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Import.Reports;
using EfficientMnist.Datasets.Tests.Fixtures;
using SkiaSharp;

namespace EfficientMnist.Datasets.Tests;

/// <summary>Folders and files as users have them, and what becomes of each: the table of cases that went wrong once.</summary>
public sealed class ImportCaseTests : IDisposable
{
    private readonly TemporaryFolder _user = new();
    private readonly TemporaryFolder _store = new();

    public static TheoryData<string> Cases => [.. Table.Keys];

    private static Dictionary<string, Func<ImportCaseTests, Task>> Table => new()
    {
        ["casecls"] = async test =>
        {
            foreach (var name in (string[])["Cat", "cat", "cat "]) test.Class(name, 3);
            var apart = test.Import();
            Says(apart, "'Cat'", "'cat '", "merge=names");
            Assert.Equal(["Cat", "cat", "cat "], (await test.InfoAsync()).ClassNames);
            var merged = test.Import(new ImportOptions { Merge = ClassMerge.Names }, "merged");
            Assert.Equal(9, Assert.Single(merged.Classes).Pool);
        },
        ["accents"] = async test =>
        {
            foreach (var name in (string[])["caf\u00e9", "cafe\u0301", "tea"]) test.Class(name, 2);
            Says(test.Import(), "how an accent is encoded");
            Assert.Equal(3, (await test.InfoAsync()).ClassNames.Count);
        },
        ["csv-images-dir2"] = async test =>
        {
            for (var i = 0; i < 12; i++) test._user.Write($"images/{i:0000}.png", Drawing.Png(Drawing.Shapes[i % 3], i));
            test._user.Write("labels.csv", "file,label\n" + Lines(12, i => $"{(i % 2 == 0 ? "images/" : "")}{i:0000}.png,{Drawing.Shapes[i % 3]}"));
            test.Import();
            await test.HasAsync(12, "box", "cross", "disc");
        },
        ["csv-above-splits"] = async test =>
        {
            for (var i = 0; i < 12; i++) test._user.Write($"{(i < 9 ? "train" : "test")}/{i:0000}.png", Drawing.Png(Drawing.Shapes[i % 3], i));
            test._user.Write("labels.csv", Lines(12, i => $"{i:0000},{Drawing.Shapes[i % 3]}"));
            test.Import();
            await test.HasAsync(9, "box", "cross", "disc");
            Assert.True((await test.InfoAsync()).HasTestLabels);
        },
        ["csv-latin1-merge"] = async test =>
        {
            for (var i = 0; i < 12; i++) test._user.Write($"{i:0000}.png", Drawing.Png(Drawing.Shapes[i % 3], i));
            test._user.Write("labels.csv", Encoding.Latin1.GetBytes("file,label\n" + Lines(12, i => $"{i:0000}.png,{(i % 2 == 0 ? "M\u00f6we" : "M\u00e4we")}")));
            Says(test.Import(), "Windows-1252");
            await test.HasAsync(12, "M\u00e4we", "M\u00f6we");
        },
        ["csv-quotedcomma"] = async test =>
        {
            test.Flat(6);
            test._user.Write("labels.csv", "file,label\n" + Lines(6, i => $"{i:0000}.png,\"{Drawing.Shapes[i % 2]}, small\""));
            test.Import();
            await test.HasAsync(6, "box, small", "disc, small");
        },
        ["csv-semicolon"] = async test =>
        {
            test.Flat(6);
            test._user.Write("labels.csv", "file;label\n" + Lines(6, i => $"{i:0000}.png;{Drawing.Shapes[i % 2]}"));
            test.Import();
            await test.HasAsync(6, "box", "disc");
        },
        ["csv-columns"] = async test =>
        {
            test.Flat(6);
            test._user.Write("labels.csv", Encoding.Unicode.Preamble.ToArray().Concat(Encoding.Unicode.GetBytes("Label\tnotes\tFile\r\n" + Lines(6, i => $"{Drawing.Shapes[i % 2]}\tx\t.\\images\\{i:0000}.jpg"))).ToArray());
            Says(test.Import(), "notes");
            await test.HasAsync(6, "box", "disc");
        },
        ["digits"] = async test =>
        {
            foreach (var name in (string[])["10", "2", "100", "1"]) test.Class(name, 3);
            test.Import();
            await test.HasAsync(12, "1", "2", "10", "100");
        },
        ["exif"] = async test =>
        {
            for (var orientation = 1; orientation <= 8; orientation++) test._user.Write($"{orientation}.png", Drawing.Turned(orientation));
            test.Import();
            var images = await test.Catalog.LoadImagesAsync("mine", DatasetSplit.Train);
            // Where the upper left quarter of the file belongs: by EXIF 2.32, table "Orientation".
            Assert.Equal(["top left", "top right", "bottom right", "bottom left", "top left", "top right", "bottom right", "bottom left"], Enumerable.Range(0, 8).Select(i => LightQuarter(images[i])));
        },
        ["icons"] = async test =>
        {
            for (var i = 0; i < 12; i++) test._user.Write($"{Drawing.Shapes[i % 2]}/{i}.png", Drawing.Icon(Drawing.Shapes[i % 2], i, 255));
            Says(test.Import(), "black", "background=");
            var images = await test.Catalog.LoadImagesAsync("mine", DatasetSplit.Train);
            Assert.All(Enumerable.Range(0, images.Count), i => Assert.True(images[i].Contains((byte)0) && images[i].Contains((byte)255)));
            Assert.Equal((byte)0, (await test.InfoAsync()).Import!.Background);
        },
        ["dark icons"] = async test =>
        {
            for (var i = 0; i < 4; i++) test._user.Write($"{i}.png", Drawing.Icon("disc", i, 10));
            Says(test.Import(), "white");
            Assert.Equal((byte)255, (await test.InfoAsync()).Import!.Background);
        },
        ["jpg-only"] = async test =>
        {
            for (var i = 0; i < 12; i++) test._user.Write($"{Drawing.Shapes[i % 3]}/{i}.{(i % 2 == 0 ? "jpg" : "JPEG")}", Drawing.As(SKEncodedImageFormat.Jpeg, Drawing.Shapes[i % 3], i));
            test.Import();
            await test.HasAsync(12, "box", "cross", "disc");
        },
        ["leak"] = test =>
        {
            for (var i = 0; i < 12; i++)
            {
                test._user.Write($"train/{Drawing.Shapes[i % 3]}/{i}.png", Drawing.Png(Drawing.Shapes[i % 3], i));
                if (i < 6) test._user.Write($"test/{Drawing.Shapes[i % 3]}/t{i}.png", Drawing.Png(Drawing.Shapes[i % 3], i));
            }
            var summary = test.Import();
            Assert.Equal(6, summary.Leaked);
            Says(summary, "6 images of the test split", "flatters", "test/", " = train/");
            return Task.CompletedTask;
        },
        ["many classes"] = async test =>
        {
            for (var i = 0; i < 257; i++) test._user.Write($"c{i:000}/0.png", Drawing.Png("disc", i));
            Assert.Contains("257 classes", Assert.Throws<InvalidDataException>(() => test.Import()).Message, StringComparison.Ordinal);
            Directory.Delete(Path.Combine(test._user.Path, "c256"), recursive: true);
            test.Import();
            Assert.Equal(256, (await test.InfoAsync()).ClassNames.Count);
        },
        ["misnamed"] = async test =>
        {
            test.Class("box", 3);
            test.Class("disc", 3);
            test._user.Write("disc/photo.png", Drawing.As(SKEncodedImageFormat.Jpeg, "disc", 9));
            test.Import();
            await test.HasAsync(7, "box", "disc");
        },
        ["npz"] = async test =>
        {
            test._user.Write("tiny.npz", NumpyFile.Archive(("train_images", 9), ("val_images", 3), ("test_images", 6)));
            test.Import();
            var info = await test.InfoAsync();
            Assert.Equal((9 + 3, 3, true), ((await test.Catalog.LoadImagesAsync("mine", DatasetSplit.Train)).Count, info.Validation, info.HasTestLabels));
            Assert.Equal(["0", "1", "2"], info.ClassNames);
        },
        ["partly"] = async test =>
        {
            foreach (var shape in Drawing.Shapes) test.Class(shape, 4);
            for (var i = 0; i < 10; i++) test._user.Write($"loose{i}.png", Drawing.Png(Drawing.Shapes[i % 3], 40 + i));
            await test.HasGivenAsync(given: 12, unlabelled: 10);
        },
        ["unlabeled"] = async test =>
        {
            foreach (var shape in Drawing.Shapes) test.Class(shape, 4);
            for (var i = 0; i < 10; i++) test._user.Write($"Unlabeled/{i}.png", Drawing.Png(Drawing.Shapes[i % 3], 40 + i));
            await test.HasGivenAsync(given: 12, unlabelled: 10);
        },
        ["csv-partly"] = async test =>
        {
            test.Flat(22);
            test._user.Write("labels.csv", "file,label\n" + Lines(14, i => $"{i:0000}.png,{(i < 12 ? Drawing.Shapes[i % 3] : "")}"));
            await test.HasGivenAsync(given: 12, unlabelled: 10);
        },
        ["splitsval"] = async test =>
        {
            foreach (var (split, count) in new[] { ("Train", 9), ("VAL", 6), ("test", 3) })
            {
                for (var i = 0; i < count; i++) test._user.Write($"{split}/{Drawing.Shapes[i % 3]}/{i}.png", Drawing.Png(Drawing.Shapes[i % 3], (10 * split.Length) + i));
            }
            test.Import();
            var info = await test.InfoAsync();
            Assert.Equal((0, 6, true, true), (info.Given, info.Validation, info.HasLabels, info.HasTestLabels));
            Assert.All(await test.Catalog.LoadGivenAsync("mine"), given => Assert.True(given.ForValidation));
            await test.HasAsync(15, "box", "cross", "disc");
        },
        ["training"] = async test =>
        {
            foreach (var (split, count) in new[] { ("Training", 9), ("testing", 3) })
            {
                for (var i = 0; i < count; i++) test._user.Write($"{split}/{Drawing.Shapes[i % 3]}/{i}.png", Drawing.Png(Drawing.Shapes[i % 3], (10 * split.Length) + i));
            }
            test.Import();
            await test.HasAsync(9, "box", "cross", "disc");
            Assert.True((await test.InfoAsync()).HasTestLabels);
        },
        ["a class called train"] = async test =>
        {
            foreach (var name in (string[])["bus", "car", "train"]) test.Class(name, 4);
            Says(test.Import(), "'train' is a class");
            await test.HasAsync(12, "bus", "car", "train");
        },
        ["twobad"] = async test =>
        {
            foreach (var shape in Drawing.Shapes) test.Class(shape, 8);
            test._user.Write("box/3.png", Drawing.Png("box", 3)[..30]);
            test._user.Write("disc/3.png", []);
            var message = Assert.Throws<InvalidDataException>(() => test.Import()).Message;
            Assert.Contains("'box/3.png' is no PNG file; 'disc/3.png' is empty", message, StringComparison.Ordinal);
            Assert.DoesNotContain(test._user.Path, message, StringComparison.Ordinal);
            var summary = test.Import(new ImportOptions { SkipBad = true });
            Assert.Equal(2, summary.Skipped);
            Says(summary, "box/3.png", "disc/3.png");
            Assert.Equal(22, (await test.Catalog.LoadImagesAsync("mine", DatasetSplit.Train)).Count);
        },
        ["zip"] = async test =>
        {
            var archive = test._user.Write("parts.zip", Zip(Enumerable.Range(0, 12).Select(i => ($"parts/{Drawing.Shapes[i % 3]}/{i}.png", Drawing.Png(Drawing.Shapes[i % 3], i))).Append(("__MACOSX/parts/._1.png", [1])).ToArray()));
            test.Import(path: archive);
            await test.HasAsync(12, "box", "cross", "disc");
            Assert.Equal(["dataset.json", "train.files.json", "train.labels", "train.pixels", "train.roles"], Directory.GetFileSystemEntries(Path.Combine(test._store.Path, "mine")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        },
        ["nested"] = async test =>
        {
            foreach (var name in (string[])["animals/cat", "animals/dog", "cars"]) test.Class(name, 3);
            Says(test.Import(), "merge=folders");
            await test.HasAsync(9, "animals/cat", "animals/dog", "cars");
            test.Import(new ImportOptions { Merge = ClassMerge.Folders }, "merged");
            Assert.Equal(["animals", "cars"], (await test.Catalog.FindAsync("merged")).ClassNames);
        },
        ["loop"] = async test =>
        {
            test.Class("box", 3);
            test.Class("disc", 3);
            Directory.CreateSymbolicLink(Path.Combine(test._user.Path, "disc", "again"), test._user.Path);
            Directory.CreateSymbolicLink(Path.Combine(test._user.Path, "zwei"), Path.Combine(test._user.Path, "disc"));
            Says(test.Import(), "2 links", "disc/again");
            await test.HasAsync(6, "box", "disc");
        },
        ["link out"] = async test =>
        {
            using var elsewhere = new TemporaryFolder();
            elsewhere.Write("secret/9.png", Drawing.Png("cross", 9));
            var table = elsewhere.Write("labels.csv", "file,label\n0.png,x\n");
            test.Class("box", 3);
            test.Class("disc", 3);
            Directory.CreateSymbolicLink(Path.Combine(test._user.Path, "cross"), Path.Combine(elsewhere.Path, "secret"));
            File.CreateSymbolicLink(Path.Combine(test._user.Path, "box", "own.png"), Path.Combine(test._user.Path, "disc", "0.png"));
            File.CreateSymbolicLink(Path.Combine(test._user.Path, "labels.csv"), table);
            Says(test.Import(), "2 links that lead out of the folder", "'cross'");
            Assert.Equal(["box", "disc"], (await test.InfoAsync()).ClassNames);
        },
        ["pipe"] = async test =>
        {
            test.Class("box", 3);
            test.Class("disc", 3);
            foreach (var name in (string[])["x.png", "labels.csv", "more.zip"])
            {
                using var make = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(test._user.Path, "box", name)]);
                await make.WaitForExitAsync();
            }
            Assert.Contains("'box/x.png' is empty", Assert.Throws<InvalidDataException>(() => test.Import()).Message, StringComparison.Ordinal);
            Says(test.Import(new ImportOptions { SkipBad = true }), "2 files with nothing in them");
            await test.HasAsync(6, "box", "disc");
        },
        ["line break"] = async test =>
        {
            for (var i = 0; i < 4; i++) test._user.Write(i == 1 ? "1\nx.png" : $"{i}.png", Drawing.Png("disc", i));
            test.Import();
            Assert.Equal(["0.png", "1\nx.png", "2.png", "3.png"], await test.Catalog.LoadFilesAsync("mine", DatasetSplit.Train));
        },
        ["12 bits in 16"] = async test =>
        {
            for (var i = 0; i < 3; i++) test._user.Write($"{i}.png", new PngWriter(Drawing.Side, Drawing.Side, 0, 16).Write((x, y, _) => ((y * Drawing.Side) + x) * 4));
            Says(test.Import(), "12 are in use");
            var images = await test.Catalog.LoadImagesAsync("mine", DatasetSplit.Train);
            Assert.True(images[0].ToArray().Distinct().Count() > 200);
            Assert.True(images[0].ToArray().Max() > 250);
        },
    };

    public void Dispose()
    {
        _user.Dispose();
        _store.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Import_Case_DoesWhatIsRight(string name) => Table[name](this);

    private DatasetCatalog Catalog => new(new DatasetOptions { Root = _user.Path, LocalRoot = _user.Path, CacheRoot = _user.Path, ImportRoot = _store.Path, AllowDownload = false });

    private string Target(string name = "mine")
    {
        var target = Path.Combine(_store.Path, name);
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        return Directory.CreateDirectory(target).FullName;
    }

    private ImportSummary Import(ImportOptions? options = null, string name = "mine", string? path = null) =>
        new DatasetImporter(TimeProvider.System).Import(path ?? _user.Path, Target(name), path ?? _user.Path, options ?? new ImportOptions());

    private Task<DatasetInfo> InfoAsync() => Catalog.FindAsync("mine");

    private void Class(string name, int count)
    {
        for (var i = 0; i < count; i++) _user.Write($"{name}/{i}.png", Drawing.Png(Drawing.Shapes[name.Length % 3], (name[0] * 5) + (name[^1] * 11) + i));
    }

    private void Flat(int count)
    {
        for (var i = 0; i < count; i++) _user.Write($"{i:0000}.png", Drawing.Png(Drawing.Shapes[i % 3], i));
    }

    private async Task HasAsync(int images, params string[] classes)
    {
        var info = await InfoAsync();
        Assert.True(info.HasLabels);
        Assert.Equal(classes, info.ClassNames);
        Assert.Equal(images, (await Catalog.LoadImagesAsync("mine", DatasetSplit.Train)).Count);
        Assert.Equal(Enumerable.Range(0, classes.Length), (await Catalog.LoadLabelsAsync("mine", DatasetSplit.Train)).Distinct().Order());
    }

    private async Task HasGivenAsync(int given, int unlabelled)
    {
        var summary = Import();
        var info = await InfoAsync();
        Assert.Equal((given, unlabelled, false), (info.Given, summary.Unlabelled, info.HasLabels));
        Assert.Equal(["box", "cross", "disc"], info.ClassNames);
        var files = await Catalog.LoadFilesAsync("mine", DatasetSplit.Train);
        var labels = await Catalog.LoadGivenAsync("mine");
        Assert.Equal(given, labels.Count);
        Assert.Equal(given + unlabelled, files.Count);
    }

    private static void Says(ImportSummary summary, params string[] words) => Assert.All(words, word => Assert.Contains(word, string.Join('\n', summary.Notes), StringComparison.Ordinal));

    private static string Lines(int count, Func<int, string> line) => string.Join("\r\n", Enumerable.Range(0, count).Select(line)) + "\r\n";

    private static string LightQuarter(ReadOnlySpan<byte> image)
    {
        for (var i = 0; i < 4; i++)
        {
            if (image[(((i / 2 * 14) + 7) * 28) + (i % 2 * 14) + 7] > 128) return $"{(i / 2 == 0 ? "top" : "bottom")} {(i % 2 == 0 ? "left" : "right")}";
        }
        return "nowhere";
    }

    private static byte[] Zip((string Name, byte[] Content)[] files)
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return target.ToArray();
    }
}
