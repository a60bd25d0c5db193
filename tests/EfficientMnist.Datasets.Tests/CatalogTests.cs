using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class CatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Find_InSeveralRoots_TakesTheFirst()
    {
        IdxFolder.Write(_folder, "named/mine");
        IdxFolder.Write(_folder, "local/mine");
        IdxFolder.Write(_folder, "local/other");
        IdxFolder.Write(_folder, "cached/third");
        var catalog = new DatasetCatalog(Roots());
        Assert.Equal(Path.Combine(_folder.Path, "named", "mine"), (await catalog.FindAsync("mine")).Location);
        Assert.Equal(Path.Combine(_folder.Path, "local", "other"), (await catalog.FindAsync("other")).Location);
        Assert.Equal(Path.Combine(_folder.Path, "cached", "third"), (await catalog.FindAsync("third")).Location);
        Assert.Equal(["named", "local", "cached"], catalog.Roots.Select(Path.GetFileName));
    }

    [Fact]
    public async Task Find_StandardSetIncompleteInTheFirstRoot_TakesTheCompleteOne()
    {
        IdxFolder.Write(_folder, "named/mnist");
        IdxFolder.Write(_folder, "cached/mnist");
        File.Delete(Path.Combine(_folder.Path, "named", "mnist", "t10k-labels-idx1-ubyte"));
        Assert.Equal(Path.Combine(_folder.Path, "cached", "mnist"), (await new DatasetCatalog(Roots()).FindAsync("mnist")).Location);
    }

    [Fact]
    public void List_OwnFolders_StandBesideTheStandardSets()
    {
        IdxFolder.Write(_folder);
        _folder.Write("cells/train/a.png", PngEncoder.Encode(new byte[4], new ImageShape(1, 2, 2)));
        _folder.Write("unrelated/readme.txt", "no images");
        var list = _folder.Catalog.List();
        Assert.Equal(["fashion-mnist", "mnist", "cifar-10", "glyphs", "cells", "mine"], list.Select(found => found.Name));
        Assert.Equal(["glyphs", "cells", "mine"], list.Where(found => found.Available).Select(found => found.Name));
        Assert.Equal(Path.Combine(_folder.Path, "cells"), list[4].Detail);
        Assert.Contains("EML_DATA", list[0].Detail, StringComparison.Ordinal);
        Assert.Contains("downloaded from http://fashion-mnist", new DatasetCatalog(_folder.Options with { AllowDownload = true }).List()[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_UnknownName_ListsTheKnownOnes()
    {
        var error = await Assert.ThrowsAsync<KeyNotFoundException>(() => _folder.Catalog.FindAsync("fashion_mnist"));
        Assert.Contains("fashion-mnist, mnist, cifar-10, glyphs", error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder.Path, "fashion_mnist"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../secrets")]
    [InlineData("/etc")]
    [InlineData(".hidden")]
    [InlineData("a\nb")]
    public async Task Find_NameThatIsAPath_IsRefused(string name) =>
        await Assert.ThrowsAsync<RefusalException>(() => _folder.Catalog.FindAsync(name));

    [Fact]
    public async Task Find_FolderWithoutAFormat_SaysWhatIsExpected()
    {
        _folder.Write("mine/picture.jpg", "x");
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => _folder.Catalog.FindAsync("mine"));
        Assert.Contains("mine/train/*.png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_NoFilesAndNoDownload_NamesEveryRemedy()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => _folder.Catalog.LoadImagesAsync("fashion-mnist", DatasetSplit.Train));
        foreach (var hint in new[] { "EML_DATA", "Datasets:Root", "AllowDownload", "dataset=glyphs", "train-images-idx3-ubyte.gz", Path.Combine(_folder.Path, "fashion-mnist") })
            Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_OneFileMissing_NamesIt()
    {
        IdxFolder.Write(_folder, "mnist");
        File.Delete(Path.Combine(_folder.Path, "mnist", "t10k-labels-idx1-ubyte"));
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => _folder.Catalog.FindAsync("mnist"));
        Assert.Contains($"'{Path.Combine(_folder.Path, "mnist", "t10k-labels-idx1-ubyte.gz")}' is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roots_WithoutOptions_FollowTheEnvironment()
    {
        var before = Environment.GetEnvironmentVariable("EML_DATA");
        try
        {
            Environment.SetEnvironmentVariable("EML_DATA", _folder.Path);
            Assert.Equal(_folder.Path, new DatasetCatalog(new DatasetOptions()).NamedRoot);
            Assert.Equal("/named", new DatasetCatalog(new DatasetOptions { Root = "/named" }).NamedRoot);
        }
        finally
        {
            Environment.SetEnvironmentVariable("EML_DATA", before);
        }
        Assert.EndsWith(Path.Combine("efficientmnist", "data"), new DatasetCatalog(new DatasetOptions()).Roots[^1], StringComparison.Ordinal);
    }

    private DatasetOptions Roots() => new()
    {
        Root = Path.Combine(_folder.Path, "named"),
        LocalRoot = Path.Combine(_folder.Path, "local"),
        CacheRoot = Path.Combine(_folder.Path, "cached"),
        AllowDownload = false,
    };
}
