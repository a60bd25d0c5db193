using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Tests;

public sealed class ImportVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Import_Folder_IsNamedInFullAndTheResultTold()
    {
        await using var system = await ScriptedSystem.StartAsync();
        var run = await system.RunAsync("import", "mine", Path.Combine(_folder, "..", Path.GetFileName(_folder)), "size=32", "channels=3", "fit=stretch", "background=black");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(_folder, system.Store.ImportedFrom);
        Assert.Equal(new ImportOptions { Name = "mine", Size = 32, Channels = 3, Fit = ImageFit.Stretch, Background = 0, Merge = ClassMerge.None }, system.Store.Imported);
        Assert.Contains("mine: 1,203 pool images of 28×28, grey.", run.Output, StringComparison.Ordinal);
        Assert.Contains("cat (1,000), dog (203).", run.Output, StringComparison.Ordinal);
        Assert.Contains("3 images are there twice.", run.Output, StringComparison.Ordinal);
        Assert.Contains("a.heic", run.Output, StringComparison.Ordinal);
        Assert.Contains("Next: eml run dataset=mine labels=100", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_Upload_SendsImagesAndLabelsOnly()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "cat"));
        File.WriteAllBytes(Path.Combine(_folder, "cat", "big.PNG"), new byte[(2 << 20) + 5]);
        File.WriteAllBytes(Path.Combine(_folder, "empty.png"), []);
        File.WriteAllText(Path.Combine(_folder, "labels.csv"), "x,y");
        File.WriteAllText(Path.Combine(_folder, "notes.txt"), "none of its business");
        await using var system = await ScriptedSystem.StartAsync();
        var run = await system.RunAsync("import", "mine", _folder, "--upload", "--json", "labels=none");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("cat/big.PNG:2097157 empty.png:0 labels.csv:3", system.Store.ImportedFrom);
        Assert.Equal(
            """{"name":"mine","channels":1,"height":28,"width":28,"classes":["cat","dog"],"train":1203,"test":0,"has_labels":false,"has_test_labels":false,"given":0,"validation":0,"imported":true,"source":"","version_of":"","images_by_class":{"cat":{"pool":1000,"test":0},"dog":{"pool":203,"test":0}},"unlabelled":0,"duplicates":0,"near_duplicates":0,"leaked":0,"skipped_files":0,"ignored_files":2,"notes":["3 images are there twice."]}""",
            run.Output.TrimEnd());
    }

    [Fact]
    public async Task Import_UploadThatWasCutOff_SendsWhatTheStoreDoesNotHave()
    {
        foreach (var name in new[] { "a.png", "b.png", "c.png" })
            File.WriteAllBytes(Path.Combine(_folder, name), new byte[10]);
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("import", "mine", _folder, "--upload");
        system.Store.There = new GetUploadResponse { Files = 1, Bytes = 4 };

        await system.RunAsync("import", "mine", _folder, "--upload");
        Assert.Equal("b.png:6 c.png:10", system.Store.ImportedFrom);
        File.WriteAllBytes(Path.Combine(_folder, "c.png"), new byte[11]);
        await system.RunAsync("import", "mine", _folder, "--upload");

        // Asked for and sent under one name, which other files do not have.
        var ids = system.Store.UploadIds;
        Assert.Equal([ids[0], ids[0], ids[0], ids[0], ids[4], ids[4]], ids);
        Assert.NotEqual(ids[0], ids[4]);
        Assert.Matches("^[0-9a-f]{64}$", ids[0]);
    }

    [Theory]
    [InlineData("a=b", false)]
    [InlineData("-x", false)]
    [InlineData("size=b", true)]
    public async Task Import_FolderOfAnyName_IsTaken(string name, bool behindDashes)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        await using var system = await ScriptedSystem.StartAsync();
        string[] line = behindDashes ? ["import", "size=32", "--", "mine", folder] : ["import", "mine", folder, "size=32"];
        var run = await system.RunAsync(line);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal((folder, 32), (system.Store.ImportedFrom, system.Store.Imported!.Size));
    }

    [Fact]
    public async Task Import_WhatTheServiceRefuses_IsTold()
    {
        await using var system = await ScriptedSystem.StartAsync();
        var run = await system.RunAsync("import", "taken", _folder, "--upload");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("There is a data set 'taken' already.", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size=big", "size='big' must be a whole number from 8 to 224")]
    [InlineData("on_bad=no", "one of stop, skip")]
    [InlineData("merge=yes", "one of none, names, folders, all")]
    [InlineData("fit=crop", "one of pad, stretch")]
    [InlineData("labels=yes", "one of auto, none")]
    [InlineData("colour=3", "There are --json, --upload, background, channels, fit, into, labels")]
    public async Task Import_MistypedOptions_AreExplained(string option, string hint)
    {
        await using var system = await ScriptedSystem.StartAsync();
        var run = await system.RunAsync("import", "mine", _folder, option);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(hint, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_DataSet_IsDoneOrExplained()
    {
        await using var system = await ScriptedSystem.StartAsync();
        Assert.Equal("mine is deleted.", (await system.RunAsync("delete", "mine")).Output.TrimEnd());
        Assert.Contains("used by the run r1", (await system.RunAsync("delete", "other")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Datasets_AsJson_IsOneArray()
    {
        await using var system = await ScriptedSystem.StartAsync();
        Assert.StartsWith("""[{"name":"fashion-mnist","available":true,"imported":false,""", (await system.RunAsync("datasets", "--json")).Output, StringComparison.Ordinal);
    }
}
