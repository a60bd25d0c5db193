using System.IO.Compression;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.DatasetStore.Tests;

public sealed class ImportTests : IAsyncLifetime
{
    private readonly string _user = Directory.CreateTempSubdirectory("eml-user-").FullName;
    private StoreFixture _store = null!;

    public async Task InitializeAsync() => _store = await StoreFixture.StartAsync();

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_user, recursive: true);
    }

    [Fact]
    public async Task ImportFolder_ClassFolders_AreServedLikeAnyDataSet()
    {
        WriteUserFiles(40);
        var messages = await ImportAsync(new ImportOptions { Name = "mine", Size = 8 });

        var result = messages[^1].Result;
        Assert.Equal((40, 40), (messages[^1].Done, messages[^1].Total));
        Assert.Equal((1, "readme.txt"), (result.IgnoredFiles, result.IgnoredExample));
        Assert.Equal(("mine", 1, 8, 8), (result.Dataset.Name, result.Dataset.Channels, result.Dataset.Height, result.Dataset.Width));
        Assert.True(result.Dataset.Imported);
        Assert.True(result.Dataset.HasLabels);
        Assert.False(result.Dataset.HasTestLabels);
        Assert.Equal((ImageFit.Pad, 255), (result.Dataset.Fit, result.Dataset.Background));
        Assert.Equal(["cat", "dog"], result.Dataset.ClassNames);
        Assert.Equal(_user, result.Dataset.Source);
        Assert.Equal((Split.Train, 40), (result.Dataset.Splits.Single().Split, result.Dataset.Splits.Single().Count));

        var listed = (await _store.Client.ListDatasetsAsync(new ListDatasetsRequest())).Datasets.Single(d => d.Name == "mine");
        Assert.True(listed.Available && listed.Imported);
        using var stream = _store.Client.StreamImages(new StreamImagesRequest { Dataset = "mine", Split = Split.Train });
        var pixels = (await stream.ResponseStream.ReadAllAsync().ToListAsync()).SelectMany(chunk => chunk.Pixels).ToArray();
        Assert.Equal(Enumerable.Range(0, 40), pixels.Chunk(64).Select(image => (int)image[0]).Order());
        Assert.NotEmpty((await _store.Client.GetThumbnailAsync(new GetThumbnailRequest { Dataset = "mine", Split = Split.Train, SampleId = 39 })).Png);
    }

    [Fact]
    public async Task ImportFolder_IntoAnImportedDataSet_IsItsNextVersion()
    {
        WriteUserFiles(10);
        await ImportAsync(new ImportOptions { Name = "mine", Size = 8 });

        var next = (await ImportAsync(new ImportOptions { Name = "mine-2", Into = "mine" }))[^1].Result.Dataset;
        var into = await Assert.ThrowsAsync<RpcException>(() => ImportAsync(new ImportOptions { Name = "mine-3", Into = "cells" }));
        var other = await Assert.ThrowsAsync<RpcException>(() => ImportAsync(new ImportOptions { Name = "mine-3", Into = "mine", Size = 16 }));

        Assert.Equal(("mine", 20, 8), (next.VersionOf, next.Splits.Single().Count, next.Height));
        Assert.Equal((StatusCode.NotFound, StatusCode.InvalidArgument), (into.StatusCode, other.StatusCode));
        Assert.Contains("no imported data set 'cells' to add images to", into.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportFolder_ANameThatIsTaken_AlreadyExists()
    {
        WriteUserFiles(4);
        foreach (var name in new[] { "cells", "Fashion-MNIST" })
            Assert.Equal(StatusCode.AlreadyExists, (await Assert.ThrowsAsync<RpcException>(() => ImportAsync(new ImportOptions { Name = name }))).StatusCode);
    }

    [Theory]
    [InlineData("../out", 0, 0, "no name")]
    [InlineData("", 0, 0, "no name")]
    [InlineData("mine", 7, 0, "8 to 224")]
    [InlineData("mine", 0, 2, "1 (grey) or 3 (colour)")]
    public async Task ImportFolder_OptionsOutOfRange_AreInvalidArguments(string name, int size, int channels, string hint)
    {
        WriteUserFiles(4);
        var error = await Assert.ThrowsAsync<RpcException>(() => ImportAsync(new ImportOptions { Name = name, Size = size, Channels = channels }));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(hint, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportFolder_DamagedImage_LeavesNothingBehind()
    {
        WriteUserFiles(4);
        File.WriteAllBytes(Path.Combine(_user, "cat", "bad.png"), [1, 2, 3]);
        var error = await Assert.ThrowsAsync<RpcException>(() => ImportAsync(new ImportOptions { Name = "mine" }));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Contains("bad.png", error.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_store.State, "datasets")));
    }

    [Theory]
    [InlineData("/nowhere/at/all", StatusCode.NotFound)]
    [InlineData("relative", StatusCode.InvalidArgument)]
    public async Task ImportFolder_FolderThatCannotBe_IsNamed(string folder, StatusCode status)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => ImportAsync(new ImportOptions { Name = "mine" }, folder));
        Assert.Equal(status, error.StatusCode);
        Assert.Contains(folder, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_FilesInParts_AreADataSet()
    {
        var big = Image(7, 3, 300);
        var parts = new List<(string Path, byte[] Content)> { ("my photos/a/0.png", Image(1)), ("my photos/a/1.png", big[..1000]), ("my photos/a/1.png", big[1000..]), ("my photos/b/0.png", Image(2)) };
        var result = await UploadAsync(new ImportOptions { Name = "sent", Size = 8 }, parts);
        Assert.Equal(["a", "b"], result.Dataset.ClassNames);
        Assert.Equal(3, result.Dataset.Splits.Single().Count);
        Assert.Equal(3, result.Dataset.Channels);
        Assert.Equal("3 uploaded files", result.Dataset.Source);
        Assert.Equal(["sent"], Directory.EnumerateDirectories(Path.Combine(_store.State, "datasets")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task GetOriginal_OfAnImportedFolder_IsTheUsersFileAsLongAsItIsThere()
    {
        WriteUserFiles(4);
        var result = (await ImportAsync(new ImportOptions { Name = "mine", Size = 8 }))[^1].Result;
        Assert.True(result.Dataset.HasOriginals);
        var all = Directory.EnumerateFiles(_user, "*.png", SearchOption.AllDirectories).Select(File.ReadAllBytes).ToList();
        for (var id = 0; id < 4; id++)
            Assert.Contains(await OriginalAsync("mine", id), all);

        Directory.Delete(_user, recursive: true);
        Directory.CreateDirectory(_user);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => OriginalAsync("mine", 0))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => OriginalAsync("glyphs", 0))).StatusCode);
    }

    [Fact]
    public async Task Upload_AnArchive_IsWhatIsInItAndTold()
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < 6; i++)
            {
                using var entry = archive.CreateEntry($"parts/{(i < 4 ? "nut" : "Nut")}/{i}.png").Open();
                entry.Write(Image(i));
            }
        }
        var result = await UploadAsync(new ImportOptions { Name = "zipped", Size = 8 }, [("parts.zip", target.ToArray())]);
        Assert.Equal([("Nut", 2), ("nut", 4)], result.Classes.Select(count => (count.Name, count.Pool)));
        Assert.Contains(result.Notes, note => note.Contains("merge=names", StringComparison.Ordinal));
        var merged = await UploadAsync(new ImportOptions { Name = "merged", Size = 8, Merge = ClassMerge.Names }, [("parts.zip", target.ToArray())]);
        Assert.Equal(["nut"], merged.Dataset.ClassNames);
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte")]
    [InlineData("bad.zip")]
    [InlineData("bad.npz")]
    [InlineData("bad.parquet")]
    [InlineData("a/bad.png")]
    public async Task Upload_OfADamagedFile_NamesItAndNoFolderOfOurs(string path)
    {
        List<(string, byte[])> files = [(path, [0, 0, 8, 3, 0])];
        if (path.EndsWith(".png", StringComparison.Ordinal)) files.AddRange([("a/good.png", Image(1)), ("a/other.png", Image(2))]);
        var error = await Assert.ThrowsAsync<RpcException>(() => UploadAsync(new ImportOptions { Name = "bad" }, files));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Contains(path, error.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(_store.State, error.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_store.State, "datasets")));
    }

    [Theory]
    [InlineData("../a.png")]
    [InlineData("/etc/a.png")]
    [InlineData("a/../../b.png")]
    [InlineData("a\\b.png")]
    [InlineData("")]
    public async Task Upload_PathsThatLeadOut_AreRefused(string path)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => UploadAsync(new ImportOptions { Name = "sent" }, [(path, Image(1))]));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_store.State, "datasets")));
    }

    [Theory]
    [InlineData("too long a path", "long")]
    [InlineData("was sent as a file", "a/b.png", "a/b.png/c.png")]
    [InlineData("there is a folder of that name", "a/b/c.png", "a/b")]
    [InlineData("was sent twice", "a.png", "b.png", "a.png")]
    public async Task Upload_NamesThatCannotBe_AreRefused(string expected, params string[] paths)
    {
        var files = paths.Select(path => (path == "long" ? new string('x', 300) + ".png" : path, Image(1)));

        var error = await Assert.ThrowsAsync<RpcException>(() => UploadAsync(new ImportOptions { Name = "sent" }, files));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_store.State, "datasets")));
    }

    [Fact]
    public async Task Upload_ThatWasCutOff_GoesOnWhereItStoppedAndIsWhatItWouldHaveBeen()
    {
        const string Id = "0123456789abcdef";
        (string Path, byte[] Content)[] files = [.. Enumerable.Range(0, 4).Select(i => ($"cat/{i}.png", Image(i)))];
        var whole = await UploadAsync(new ImportOptions { Name = "whole", Size = 8 }, files);
        using (var cut = new CancellationTokenSource())
        using (var call = _store.Client.UploadImages(cancellationToken: cut.Token))
        {
            await call.RequestStream.WriteAsync(new UploadImagesRequest { Options = new ImportOptions { Name = "sent", Size = 8 }, UploadId = Id });
            await call.RequestStream.WriteAsync(new UploadImagesRequest { File = new UploadedFile { Path = files[0].Path, Content = ByteString.CopyFrom(files[0].Content) } });
            await call.RequestStream.WriteAsync(new UploadImagesRequest { File = new UploadedFile { Path = files[1].Path, Content = ByteString.CopyFrom(files[1].Content, 0, 20) } });
            // The first is whole once the second has begun.
            await UntilAsync(() => Task.FromResult(Directory.EnumerateFiles(Path.Combine(_store.State, "datasets"), "0.png", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Any()));
            Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(async () => await _store.Client.GetUploadAsync(new GetUploadRequest { UploadId = Id }))).StatusCode);
            await cut.CancelAsync();
        }

        GetUploadResponse? there = null;
        await UntilAsync(async () => (there = await FoundAsync(Id)) is not null);
        Assert.Equal(1, there!.Files);
        var left = files.Skip(1).Select((file, place) => place == 0 ? (file.Path, file.Content[(int)there.Bytes..]) : file);
        var sent = await UploadAsync(new ImportOptions { Name = "sent", Size = 8 }, left, Id, there.Bytes);

        Assert.Equal(whole.Dataset.Splits[0].ContentHash, sent.Dataset.Splits[0].ContentHash);
        Assert.Equal(4, sent.Dataset.Splits[0].Count);
        Assert.Equal(new GetUploadResponse(), await FoundAsync(Id));
        Assert.Equal(["sent", "whole"], Directory.EnumerateFileSystemEntries(Path.Combine(_store.State, "datasets")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Upload_OfANameThatIsRefused_LeavesNothingToGoOnWith()
    {
        const string Id = "fedcba9876543210";

        await Assert.ThrowsAsync<RpcException>(() => UploadAsync(new ImportOptions { Name = "sent", Size = 8 }, [("cat/1.png", [1, 2, 3])], Id));

        Assert.Equal(new GetUploadResponse(), await FoundAsync(Id));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_store.State, "datasets")));
    }

    [Fact]
    public async Task Upload_ThatGoesOnElsewhereThanItStopped_IsRefused()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => UploadAsync(new ImportOptions { Name = "sent", Size = 8 }, [("cat/1.png", Image(1))], "00112233445566778899", from: 3));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("0 bytes of 'cat/1.png' are there, and it goes on from 3", error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("../../../../../etc")]
    public async Task GetUpload_OfWhatIsNoName_IsRefused(string id) => Assert.Equal(
        StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await _store.Client.GetUploadAsync(new GetUploadRequest { UploadId = id }))).StatusCode);

    [Fact]
    public async Task Upload_FileBeforeTheOptions_IsRefused()
    {
        using var call = _store.Client.UploadImages();
        await call.RequestStream.WriteAsync(new UploadImagesRequest { File = new UploadedFile { Path = "a.png" } });
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Delete_DataSetOfNoRun_FreesItsName()
    {
        WriteUserFiles(4);
        await ImportAsync(new ImportOptions { Name = "mine", Size = 8 });
        var first = await _store.Client.GetDatasetAsync(new GetDatasetRequest { Name = "mine" });
        await _store.Client.DeleteDatasetAsync(new DeleteDatasetRequest { Name = "mine" });
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await _store.Client.GetDatasetAsync(new GetDatasetRequest { Name = "mine" }))).StatusCode);

        WriteUserFiles(6);
        var again = (await ImportAsync(new ImportOptions { Name = "mine", Size = 8 }))[^1].Result;
        Assert.Equal(6, again.Dataset.Splits[0].Count);
        Assert.NotEqual(first.Dataset.Splits[0].ContentHash, again.Dataset.Splits[0].ContentHash);
    }

    [Fact]
    public async Task Delete_DataSetThatRunsUse_IsRefusedAndNamesThem()
    {
        WriteUserFiles(4);
        await ImportAsync(new ImportOptions { Name = "mine" });
        for (var i = 0; i < 2; i++) await _store.Client.GetDatasetAsync(new GetDatasetRequest { Name = "mine", UsedBy = "run-7" });
        Assert.Equal(["run-7"], (await _store.Client.GetDatasetAsync(new GetDatasetRequest { Name = "mine" })).Dataset.UsedBy);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await _store.Client.DeleteDatasetAsync(new DeleteDatasetRequest { Name = "mine" }));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Contains("run-7", error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cells", StatusCode.FailedPrecondition)]
    [InlineData("glyphs", StatusCode.FailedPrecondition)]
    [InlineData("unheard-of", StatusCode.NotFound)]
    [InlineData("..", StatusCode.InvalidArgument)]
    public async Task Delete_WhatWasNotImported_IsRefused(string name, StatusCode status) => Assert.Equal(
        status, (await Assert.ThrowsAsync<RpcException>(async () => await _store.Client.DeleteDatasetAsync(new DeleteDatasetRequest { Name = name }))).StatusCode);

    private void WriteUserFiles(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_user, i % 2 == 0 ? "cat" : "dog")).FullName;
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), Image(i));
        }
        File.WriteAllText(Path.Combine(_user, "readme.txt"), "cats and dogs");
    }

    private static byte[] Image(int seed, int channels = 1, int size = 8) =>
        PngEncoder.Encode([.. Enumerable.Range(0, channels * size * size).Select(i => (byte)(seed + (i * i)))], new ImageShape(channels, size, size));

    private async Task<List<ImportFolderResponse>> ImportAsync(ImportOptions options, string? folder = null)
    {
        using var call = _store.Client.ImportFolder(new ImportFolderRequest { Options = options, Folder = folder ?? _user });
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    private async Task<byte[]> OriginalAsync(string dataset, int id)
    {
        using var content = new MemoryStream();
        using var call = _store.Client.GetOriginal(new GetOriginalRequest { Dataset = dataset, Split = Split.Train, SampleId = id });
        await foreach (var part in call.ResponseStream.ReadAllAsync()) content.Write(part.Content.Span);
        return content.ToArray();
    }

    private static async Task UntilAsync(Func<Task<bool>> question)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await question())
            await Task.Delay(20, patience.Token);
    }

    // Null while the store has not seen yet that the connection is gone.
    private async Task<GetUploadResponse?> FoundAsync(string id)
    {
        try
        {
            return await _store.Client.GetUploadAsync(new GetUploadRequest { UploadId = id });
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
        {
            return null;
        }
    }

    private async Task<ImportResult> UploadAsync(ImportOptions options, IEnumerable<(string Path, byte[] Content)> parts, string id = "", long from = 0)
    {
        using var call = _store.Client.UploadImages();
        await call.RequestStream.WriteAsync(new UploadImagesRequest { Options = options, UploadId = id });
        foreach (var (path, content) in parts)
            await call.RequestStream.WriteAsync(new UploadImagesRequest { File = new UploadedFile { Path = path, Content = ByteString.CopyFrom(content), From = path == parts.First().Path ? from : 0 } });
        await call.RequestStream.CompleteAsync();
        return (await call.ResponseAsync).Result;
    }
}
