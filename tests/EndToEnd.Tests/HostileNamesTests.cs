using System.Globalization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;

namespace EndToEnd.Tests;

/// <summary>Names that are markup and script, of classes and files, on every page that shows them.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class HostileNamesTests(SharedSystem system) : IDisposable
{
    private const int Images = 36;

    private static readonly string[] Classes = ["<img src=x onerror=window.hacked=1>", "\"><svg onload=window.hacked=1>", "'-window.hacked=1-'"];

    private readonly string _folder = Directory.CreateTempSubdirectory("eml-hostile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BrowserFact]
    public async Task Names_ThatAreMarkup_AreShownAndNotRun()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await CopyGlyphsAsync(new DatasetStoreService.DatasetStoreServiceClient(system.Connect(ServiceNames.DatasetStore)));
        var imported = await ProgramRun.OfAsync("dotnet", ["exec", Repository.Cli, "import", "hostile", _folder, "--upload"], system.ClientEnvironment);
        Assert.True(imported.ExitCode == 0, imported.Errors);
        await classifier.StartRunAsync(new StartRunRequest { RunId = "hostile", Options = { ["preset"] = "instant", ["dataset"] = "hostile", ["labels"] = "20" } });
        await classifier.StartRunAsync(new StartRunRequest { RunId = "hostile-asked", Options = { ["preset"] = "instant", ["dataset"] = "hostile", ["labels"] = "20", ["oracle.kind"] = "human" } });
        var run = await GlyphRun.EndOfAsync(classifier, "hostile");
        Assert.True(run.State == RunState.Completed, run.Error);

        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}");
        var shown = 0;
        foreach (var path in new[] { "/", "/datasets", "/start", "/runs", "/runs/hostile", "/runs/hostile/errors", "/runs/hostile/ledger", "/runs/hostile/latent", "/runs/hostile/next", "/runs/hostile/images/1", "/runs/hostile-asked/label" })
        {
            await page.GotoAsync(system.WebAddress + path);
            await Browser.SettledAsync(page);
            Assert.False(await page.EvaluateAsync<bool>("() => 'hacked' in window"), $"{path} has run a name.");
            var text = await page.InnerTextAsync("body");
            shown += Classes.Count(name => text.Contains(name, StringComparison.Ordinal));
        }
        Assert.True(shown >= Classes.Length, $"The names were shown {shown} times.");
    }

    private async Task CopyGlyphsAsync(DatasetStoreService.DatasetStoreServiceClient store)
    {
        for (var id = 0; id < Images; id++)
        {
            var thumbnail = await store.GetThumbnailAsync(new GetThumbnailRequest { Dataset = "glyphs", Split = Split.Train, SampleId = id, Scale = 1 });
            var folder = Directory.CreateDirectory(Path.Combine(_folder, Classes[id % Classes.Length])).FullName;
            await File.WriteAllBytesAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"<b onmouseover=window.hacked=1>{id}.png")), thumbnail.Png.ToByteArray());
        }
    }
}
