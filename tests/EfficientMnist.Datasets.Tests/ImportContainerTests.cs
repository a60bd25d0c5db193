using System.Buffers.Binary;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using BitMiracle.LibTiff.Classic;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Import.Reports;
using EfficientMnist.Datasets.Import.Sources;
using EfficientMnist.Datasets.Tests.Fixtures;
using Parquet;
using Parquet.Schema;
using SkiaSharp;

namespace EfficientMnist.Datasets.Tests;

/// <summary>Files that hold many images, and formats of single ones.</summary>
public sealed class ImportContainerTests : IDisposable
{
    private readonly TemporaryFolder _user = new();
    private readonly TemporaryFolder _store = new();

    public void Dispose()
    {
        _user.Dispose();
        _store.Dispose();
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_OtherFormats_ShowsTheSameShape(SKEncodedImageFormat format)
    {
        var raster = ImageDecoder.Decode(Drawing.As(format, "disc", 5));
        var levels = Drawing.Levels("disc", 5);
        Assert.Equal((Drawing.Side, Drawing.Side), (raster.Shape.Height, raster.Shape.Width));
        Assert.True(levels.Zip(raster.Pixels).Average(pair => Math.Abs(pair.First - pair.Second)) < 6);
    }

    [Fact]
    public void Decode_Bmp_IsExact()
    {
        // Two pixels of 24 bits, blue and red, in a row padded to eight bytes.
        byte[] bmp = [.. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0, .. new byte[16], 255, 0, 0, 0, 0, 255, 0, 0];
        var raster = ImageDecoder.Decode(bmp);
        Assert.Equal(new ImageShape(3, 1, 2), raster.Shape);
        Assert.Equal([0, 255, 0, 0, 255, 0], raster.Pixels);
    }

    [Fact]
    public void Decode_Gif_IsItsFirstFrame()
    {
        // The smallest GIF: one white pixel.
        byte[] gif = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 255, 255, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B];
        var raster = ImageDecoder.Decode(gif);
        Assert.Equal((new ImageShape(3, 1, 1), "255 255 255"), (raster.Shape, string.Join(' ', raster.Pixels)));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Decode_Tiff_KeepsItsBitsAndIsUpright(int bits)
    {
        var path = Path.Combine(_user.Path, "x.tif");
        using (var tiff = Tiff.Open(path, "w"))
        {
            foreach (var (tag, value) in new[] { (TiffTag.IMAGEWIDTH, 4), (TiffTag.IMAGELENGTH, 2), (TiffTag.BITSPERSAMPLE, bits), (TiffTag.SAMPLESPERPIXEL, 1), (TiffTag.ROWSPERSTRIP, 2), (TiffTag.PHOTOMETRIC, (int)Photometric.MINISBLACK), (TiffTag.ORIENTATION, 6) })
                tiff.SetField(tag, value);
            for (var y = 0; y < 2; y++)
                tiff.WriteScanline(bits == 8 ? [.. Enumerable.Range(0, 4).Select(x => (byte)((10 * y) + x))] : [.. Enumerable.Range(0, 4).SelectMany(x => BitConverter.GetBytes((ushort)((1_000 * y) + x)))], y);
        }
        var raster = ImageDecoder.Decode(File.ReadAllBytes(path));
        // Turned clockwise: the lower row becomes the left column.
        Assert.Equal((4, 2), (raster.Shape.Height, raster.Shape.Width));
        if (bits == 8) Assert.Equal([10, 0, 11, 1, 12, 2, 13, 3], raster.Pixels[..8]);
        else Assert.Equal([1_000, 0, 1_001, 1, 1_002, 2, 1_003, 3], raster.Wide!.Select(value => (int)value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing of an image")]
    [InlineData("GIF89a")]
    [InlineData("II*\0damaged")]
    public void Decode_Damaged_IsRefusedWithAReason(string content) =>
        Assert.Matches("^(is|has) ", Assert.Throws<InvalidDataException>(() => ImageDecoder.Decode(System.Text.Encoding.Latin1.GetBytes(content))).Message);

    [Fact]
    public void Decode_TruncatedJpeg_IsRefused()
    {
        var jpeg = Drawing.As(SKEncodedImageFormat.Jpeg, "box", 1);
        Assert.Equal("is truncated", Assert.Throws<InvalidDataException>(() => ImageDecoder.Decode(jpeg[..(jpeg.Length / 2)])).Message);
    }

    [Fact]
    public void Decode_LargeJpeg_IsReducedNoFurtherThanIsNeeded()
    {
        using var bitmap = new SKBitmap(800, 600);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80);
        var raster = ImageDecoder.Decode(data.ToArray(), side: 28);
        Assert.InRange(raster.Shape.Height, 42, 80);
        Assert.Equal(600, ImageDecoder.Decode(data.ToArray()).Shape.Height);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Source_OfArrays_KnowsItsChannelsBeforeItReads(int channels)
    {
        var split = ArraySource.Of("some", new ImageShape(channels, 2, 2), new byte[channels * 4 * 5], labels: null);

        var source = ArraySource.Together("some", [(SourcePart.Train, split), (SourcePart.Train, split), (SourcePart.Test, split)]);

        Assert.Equal((10, channels), (source.Train.Images.Count, source.MostChannels));
    }

    [Fact]
    public void Import_OfMoreGreyImagesThanASplitHolds_IsRefusedBeforeItReads()
    {
        // Of one pixel each, kept at 224 a side.
        const int count = 43_000;
        _user.Write("train-images-idx3-ubyte", Idx(new byte[count], count, 1, 1));

        var error = Assert.Throws<RefusalException>(() => Import(224));

        Assert.Contains($"{count} images of 224×224 pixels may take {(long)count * 224 * 224} bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte", false)]
    [InlineData("emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte", true)]
    public async Task Import_Idx_OfAnySizeAndName(string images, string labels, bool isTransposed)
    {
        byte[] levels = [.. Enumerable.Range(0, 5).SelectMany(i => Drawing.Levels(Drawing.Shapes[i % 3], i))];
        _user.Write(images, Idx(levels, 5, Drawing.Side, Drawing.Side));
        _user.Write(labels, Idx([1, 2, 26, 1, 2], 5));
        Import(Drawing.Side);
        Assert.Equal(["1", "2", "26"], (await InfoAsync()).ClassNames);
        var first = (await Catalog.LoadFilesAsync("mine", DatasetSplit.Train)).ToList().IndexOf($"{images}#0");
        var image = (await Catalog.LoadImagesAsync("mine", DatasetSplit.Train))[first].ToArray();
        Assert.Equal(levels[Drawing.Side], image[isTransposed ? 1 : Drawing.Side]);
        Assert.Equal(levels[3 * Drawing.Side], image[isTransposed ? 3 : 3 * Drawing.Side]);
    }

    [Fact]
    public async Task Import_Cifar100_HasTheFineLabelsAndTheirNames()
    {
        byte[] record(int coarse, int fine) => [(byte)coarse, (byte)fine, .. Enumerable.Repeat((byte)(fine * 10), 1024), .. new byte[2048]];
        _user.Write("cifar-100-binary/train.bin", [.. record(1, 0), .. record(0, 2), .. record(3, 1)]);
        _user.Write("cifar-100-binary/test.bin", record(0, 1));
        _user.Write("cifar-100-binary/fine_label_names.txt", "apple\nbear\ncan\n");
        Import(32);
        var info = await InfoAsync();
        Assert.Equal(["apple", "bear", "can"], info.ClassNames);
        Assert.Equal((new ImageShape(3, 32, 32), true), (info.Shape, info.HasTestLabels));
        var images = await Catalog.LoadImagesAsync("mine", DatasetSplit.Train);
        Assert.Equal(Enumerable.Range(0, 3).Select(i => images[i][0] / 10), await Catalog.LoadLabelsAsync("mine", DatasetSplit.Train));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_CsvOfPixels_WithOrWithoutAHeader(bool hasHeader)
    {
        var rows = Enumerable.Range(0, 4).Select(i => $"{i % 2},{string.Join(',', Drawing.Levels(Drawing.Shapes[i % 2], i))}");
        var head = hasHeader ? $"label,{string.Join(',', Enumerable.Range(0, 1024).Select(i => $"pixel{i}"))}\n" : "";
        var path = _user.Write("train.csv", head + string.Join('\n', rows));
        Import(32, path);
        Assert.Equal(["0", "1"], (await InfoAsync()).ClassNames);
        var files = (await Catalog.LoadFilesAsync("mine", DatasetSplit.Train)).ToList();
        Assert.Equal(Drawing.Levels("box", 1), (await Catalog.LoadImagesAsync("mine", DatasetSplit.Train))[files.IndexOf("train.csv#1")].ToArray());
    }

    [Fact]
    public async Task Import_CsvWithPixelsInOneColumn_HasItsParts()
    {
        var rows = Enumerable.Range(0, 9).Select(i => $"{i % 3},{string.Join(' ', Drawing.Levels(Drawing.Shapes[i % 3], i))},{(i < 5 ? "Training" : i < 7 ? "PublicTest" : "PrivateTest")}");
        _user.Write("faces.csv", "emotion,pixels,Usage\n" + string.Join('\n', rows));
        Import(32);
        var info = await InfoAsync();
        Assert.Equal((2, true), (info.Validation, info.HasTestLabels));
        Assert.Equal(7, (await Catalog.LoadImagesAsync("mine", DatasetSplit.Train)).Count);
    }

    [Theory]
    [InlineData("emotion,pixels,Usage", "1,0 0", 2, 3)]
    [InlineData("label,a,pixels", "1", 1, 3)]
    [InlineData("pixels,label", "0 0", 1, 2)]
    public void Import_CsvWithARowOfOtherLength_NamesTheLine(string head, string row, int found, int expected)
    {
        var path = _user.Write("p.csv", $"{head}\n{row}\n");
        Assert.Contains($"Line 2 of 'p.csv' has {found} values instead of {expected}.", Assert.Throws<InvalidDataException>(() => Import(8, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_CsvOfPixels_NamesLineAndColumnOfABadValue()
    {
        var good = string.Join(',', new byte[64]);
        var path = _user.Write("p.csv", $"1,{good}\n2,{good[..^1]}256\n");
        Assert.Contains("Line 2 of 'p.csv' has the pixel '256' in column 65", Assert.Throws<InvalidDataException>(() => Import(8, path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_Parquet_HasTheClassNamesOfItsHead(bool isNullable)
    {
        Directory.CreateDirectory(Path.Combine(_user.Path, "data"));
        await WriteParquetAsync("data/train-00000-of-00002.parquet", 0, isNullable);
        await WriteParquetAsync("data/train-00001-of-00002.parquet", 6, isNullable);
        await WriteParquetAsync("data/test-00000-of-00001.parquet", 12, isNullable);
        Import(32);
        var info = await InfoAsync();
        Assert.Equal(Drawing.Shapes, info.ClassNames);
        Assert.True(info.HasTestLabels);
        Assert.Equal(12, (await Catalog.LoadImagesAsync("mine", DatasetSplit.Train)).Count);
        var files = await Catalog.LoadFilesAsync("mine", DatasetSplit.Train);
        Assert.Equal(files.Select(file => int.Parse(file[(file.IndexOf('#', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture) % 3), await Catalog.LoadLabelsAsync("mine", DatasetSplit.Train));
    }

    [Fact]
    public async Task Import_TarGz_IsAFolderInside()
    {
        var path = Path.Combine(_user.Path, "x.tar.gz");
        await using (var file = new GZipStream(File.Create(path), CompressionMode.Compress))
        await using (var tar = new TarWriter(file))
        {
            for (var i = 0; i < 6; i++)
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, $"x/{Drawing.Shapes[i % 2]}/{i}.png") { DataStream = new MemoryStream(Drawing.Png(Drawing.Shapes[i % 2], i)) });
        }
        Import(28, path);
        Assert.Equal(["box", "disc"], (await InfoAsync()).ClassNames);
    }

    [Fact]
    public void Import_ZipThatLeavesItsFolder_IsRefused()
    {
        var path = Path.Combine(_user.Path, "x.zip");
        using (var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("../../evil.png").Open();
            entry.Write(Drawing.Png("disc", 1));
        }
        Assert.Contains("outside the folder", Assert.Throws<InvalidDataException>(() => Import(28, path)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_store.Path, "evil.png", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("null character", "a\0.png")]
    [InlineData("longer than", "LONG")]
    [InlineData("in the place of another", "a.png", "a.png/b.png")]
    [InlineData("in the place of another", "a/b.png", "a")]
    public void Import_ZipWithNamesThatNoFolderTakes_IsRefused(string why, params string[] names)
    {
        var path = Path.Combine(_user.Path, "x.zip");
        using (var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            foreach (var name in names)
            {
                using var entry = archive.CreateEntry(name.Replace("LONG", new string('x', 300), StringComparison.Ordinal)).Open();
                entry.Write(Drawing.Png("disc", 1));
            }
        }
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => Import(28, path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|u1", "4 9, 2, 2", "a size of 4 9")]
    [InlineData("|u1", "99999999999, 2, 2", "a size of 99999999999")]
    [InlineData("|u1", "0, 2, 2", "holds no image")]
    [InlineData("|u1", "2, 0, 3", "holds no image")]
    [InlineData("<f4", "2, 2, 2", "values from NaN")]
    public void Import_NpzWhoseArrayHoldsNoImages_IsRefused(string type, string shape, string why)
    {
        _user.Write("x.npz", NumpyFile.Of(("images", NumpyFile.Array(type, shape, [.. Enumerable.Repeat((byte)255, 32)]))));
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => Import(28, Path.Combine(_user.Path, "x.npz"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_NpzWhoseLabelsHaveNoShape_IsRefused()
    {
        _user.Write("x.npz", NumpyFile.Of(("images", NumpyFile.Array("|u1", "2, 2, 2", new byte[8])), ("labels", NumpyFile.Array("|u1", "", new byte[1]))));
        Assert.Contains("has 0 labels for 2 images", Assert.Throws<InvalidDataException>(() => Import(28, Path.Combine(_user.Path, "x.npz"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_NpzWithTwoArraysOfOneName_IsRefused()
    {
        var images = NumpyFile.Array("|u1", "2, 2, 2", new byte[8]);
        _user.Write("x.npz", NumpyFile.Of(("images", images), ("images", images)));
        Assert.Contains("2 arrays called 'images'", Assert.Throws<InvalidDataException>(() => Import(28, Path.Combine(_user.Path, "x.npz"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_ZipBomb_IsRefused()
    {
        var path = Path.Combine(_user.Path, "x.zip");
        using (var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("zeros.png").Open();
            var block = new byte[1 << 20];
            for (var i = 0; i < 300; i++) entry.Write(block);
        }
        Assert.Contains("unpacks to more than", Assert.Throws<InvalidDataException>(() => Import(28, path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file\n1.png\n", "one column")]
    [InlineData("a,b,c\n0.png,x,y\n", "none is called file or label")]
    [InlineData("file,size,kind\n0.png,1,x\n", "no column called label")]
    [InlineData("file,label\n0.png,cat\n0.png,dog\n", "Lines 2 and 3")]
    [InlineData("file,label\n0.png,a,b\n", "Line 2 of 'labels.csv' has 3 values")]
    [InlineData("file,label\n0.png\n", "Line 2 of 'labels.csv' has 1 value")]
    [InlineData("file,label\n,cat\n", "names no file")]
    [InlineData("file,label\n7.jpg,cat\n8.jpg,dog\n", "line 2 says '7.jpg', while the images are called '0.png'")]
    [InlineData("file,label\n", "no row")]
    public void Import_LabelTableThatIsNearlyRight_TellsLineAndWhatWasExpected(string table, string hint)
    {
        for (var i = 0; i < 3; i++) _user.Write($"{i}.png", Drawing.Png("disc", i));
        _user.Write("labels.csv", table);
        Assert.Contains(hint, Assert.Throws<InvalidDataException>(() => Import(28)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_DuplicatesAndNearOnes_AreCountedAndNamed()
    {
        for (var i = 0; i < 6; i++) _user.Write($"{i}.png", Drawing.Png(Drawing.Shapes[i % 3], 7 * i));
        _user.Write("same.png", Drawing.Png("disc", 0));
        _user.Write("near.jpg", Drawing.As(SKEncodedImageFormat.Jpeg, "box", 7));
        var summary = Import(28);
        Assert.Equal((1, 1), (summary.Duplicates, summary.NearDuplicates));
        Assert.Contains(summary.Notes, note => note.Contains("same.png = 0.png", StringComparison.Ordinal));
        Assert.Contains(summary.Notes, note => note.Contains("near.jpg = 1.png", StringComparison.Ordinal));
    }

    private async Task WriteParquetAsync(string name, int first, bool isNullable)
    {
        var bytes = new DataField("bytes", typeof(byte[]), isNullable: true);
        var path = new DataField("path", typeof(string), isNullable: true);
        var label = new DataField("label", typeof(long), isNullable: isNullable);
        var schema = new ParquetSchema(new StructField("image", bytes, path), label);
        await using var file = File.Create(Path.Combine(_user.Path, name));
        await using var writer = await ParquetWriter.CreateAsync(schema, file);
        writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = """{"info":{"features":{"image":{"_type":"Image"},"label":{"names":["disc","box","cross"],"_type":"ClassLabel"}}}}""" };
        using var rows = writer.CreateRowGroup();
        await rows.WriteAsync(bytes, Enumerable.Range(first, 6).Select(i => Drawing.Png(Drawing.Shapes[i % 3], i)).ToList());
        await rows.WriteAsync(path, Enumerable.Range(first, 6).Select(i => $"{i}.png").ToList());
        if (isNullable) await rows.WriteAsync<long>(label, Enumerable.Range(0, 6).Select(i => (long?)(i % 3)).ToArray().AsMemory());
        else await rows.WriteAsync<long>(label, Enumerable.Range(0, 6).Select(i => (long)(i % 3)).ToArray().AsMemory());
        rows.CompleteValidate();
    }

    private static byte[] Idx(byte[] data, params int[] sizes)
    {
        var head = new byte[4 + (4 * sizes.Length)];
        (head[2], head[3]) = (8, (byte)sizes.Length);
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + (4 * i)), sizes[i]);
        return [.. head, .. data];
    }

    private DatasetCatalog Catalog => new(new DatasetOptions { Root = _user.Path, LocalRoot = _user.Path, CacheRoot = _user.Path, ImportRoot = _store.Path, AllowDownload = false });

    private ImportSummary Import(int size, string? path = null) => new DatasetImporter(TimeProvider.System).Import(
        path ?? _user.Path, Directory.CreateDirectory(Path.Combine(_store.Path, "mine")).FullName, path ?? _user.Path, new ImportOptions { Size = size });

    private Task<DatasetInfo> InfoAsync() => Catalog.FindAsync("mine");
}
