using Drills.Attacks;
using EfficientMnist.TestSupport;
using Xunit.Abstractions;

namespace Drills.Tests;

/// <summary>Each drill for some seconds. The long ones are run by hand: ./eml drill.</summary>
public sealed class ShortDrillTests(ITestOutputHelper output)
{
    [Fact]
    public Task Buyers_OnAnOracleThatIsKilled_LoseNothing() => HoldsAsync(new BuyersDrill());

    [Fact]
    public Task Workers_ThatDieOrAreCutOff_LoseNoRun() => HoldsAsync(new ClusterDrill());

    [Fact]
    public Task Disks_ThatAreFull_AreWaitedFor() => HoldsAsync(new DiskDrill());

    [Fact]
    public Task Ledger_ThatGrows_TakesAndTellsAllThatIsBought() => HoldsAsync(new LoadDrill());

    [Fact]
    public Task Requests_AtRandom_AreAnsweredInWords() => HoldsAsync(new FuzzDrill());

    [Fact]
    public Task Calls_WithoutTheKey_AreTurnedAway() => HoldsAsync(new AccessDrill());

    [Fact]
    public Task Files_ThatAreDamaged_StopNoStart() => HoldsAsync(new DamageDrill());

    [Fact]
    public Task Latents_WhateverBecomesOfTheCache_StayTheSame() => HoldsAsync(new CacheDrill());

    [Fact]
    public void Drills_InScriptReadmeAndDocs_AreTheSame()
    {
        string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));
        string[] names = [.. DrillList.All.Select(drill => drill.Name)];

        Assert.Contains($"attacks a system of its own: {string.Join(", ", names)}, or all", Read("eml"), StringComparison.Ordinal);
        Assert.Contains($"`./eml drill {string.Join("`, `", names)}` or `all`", Read("README.md"), StringComparison.Ordinal);
        Assert.Contains($"`./eml drill [{string.Join('|', names)}|all]`", Read("docs/reliability.md"), StringComparison.Ordinal);
    }

    private async Task HoldsAsync(IDrill drill)
    {
        var found = new Findings(output.WriteLine);
        await drill.RunAsync(new DrillSettings { IsShort = true, Say = output.WriteLine }, found, CancellationToken.None);

        foreach (var skipped in found.Skipped)
            output.WriteLine($"skipped: {skipped}");
        Assert.True(found.Held, string.Join('\n', found.Broken));
        Assert.True(found.Figures.Count + found.Skipped.Count > 0);
    }
}
