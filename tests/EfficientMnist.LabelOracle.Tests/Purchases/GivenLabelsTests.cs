using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Purchases;

public sealed class GivenLabelsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Open_OnAPartlyLabelledFolder_RecordsItsLabelsAndChargesNothing(string storage)
    {
        using var place = await TestStorage.CreateAsync(storage);
        Import(place, ("disc", 3), ("box", 2), ("", 4));
        await using var setup = await OracleSetup.OpenAsync(place);

        var opened = await OpenAsync(setup, "run", OracleKind.Human);
        var again = await OpenAsync(setup, "run", OracleKind.Human);

        Assert.Equal(["box", "disc"], opened.Run.ClassNames);
        Assert.Equal((2, 3), (opened.Given.Count(given => given.Label == 0), opened.Given.Count(given => given.Label == 1)));
        Assert.Equal(opened.Given, again.Given);
        var rows = await setup.RowsAsync(opened.Run.Id);
        Assert.Equal(opened.Given.Select(given => (given.Sample, given.Label)), rows.Select(row => (row.Sample, row.Label)));
        Assert.All(rows, row => Assert.Equal((LedgerAction.Given, false, QueryPurpose.Seed), (row.Action, row.Charged, row.Purpose)));
        Assert.Equal(new RunBudget(4, 0), await setup.BudgetAsync(opened.Run.Id));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Open_WithClassesOfItsOwn_PutsTheGivenLabelsAmongThem(string storage)
    {
        using var place = await TestStorage.CreateAsync(storage);
        Import(place, ("disc", 3), ("box", 2), ("", 4));
        await using var setup = await OracleSetup.OpenAsync(place);

        var opened = await OpenAsync(setup, "run", OracleKind.Human, "cross", "disc", "box");
        var refused = await Assert.ThrowsAsync<RefusalException>(() => OpenAsync(setup, "other", OracleKind.Human, "cross", "disc"));

        Assert.Equal((3, 2), (opened.Given.Count(given => given.Label == 1), opened.Given.Count(given => given.Label == 2)));
        Assert.Contains("'box'", refused.Message, StringComparison.Ordinal);
        Assert.Null(await setup.Runs.FindAsync(new RunId("other"), default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_AnImageGivenForValidation_IsNotCharged(string storage)
    {
        using var place = await TestStorage.CreateAsync(storage);
        Import(place, ("train/disc", 3), ("train/box", 2), ("val/disc", 1), ("val/box", 1));
        await using var setup = await OracleSetup.OpenAsync(place);
        var opened = await OpenAsync(setup, "run", OracleKind.Dataset);

        Assert.Equal(2, opened.Given.Count);
        Assert.All(opened.Given, given => Assert.True(given.ForValidation));
        Assert.All(await setup.RowsAsync(opened.Run.Id), row => Assert.Equal(QueryPurpose.Validate, row.Purpose));
        var bought = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(opened.Run.Id, "first", opened.Given[0].Sample.Value));
        Assert.Equal((false, opened.Given[0].Label), (bought.Rows[0].Charged, bought.Rows[0].Label));
    }

    [Fact]
    public async Task Open_ByPeopleOnClassesThatDifferInCapitals_KeepsThemApart()
    {
        using var place = await TestStorage.CreateAsync(TestStorage.Sqlite);
        Import(place, ("Cat", 3), ("cat", 2), ("cat ", 2));
        await using var setup = await OracleSetup.OpenAsync(place);

        Assert.Equal(["Cat", "cat", "cat "], (await OpenAsync(setup, "run", OracleKind.Human)).Run.ClassNames);
    }

    [Fact]
    public async Task Open_ToBuyFromAPartlyLabelledFolder_SaysThatPeopleLabelIt()
    {
        using var place = await TestStorage.CreateAsync(TestStorage.Sqlite);
        Import(place, ("disc", 3), ("box", 2), ("", 4));
        await using var setup = await OracleSetup.OpenAsync(place);

        var refused = await Assert.ThrowsAsync<RefusalException>(() => OpenAsync(setup, "run", OracleKind.Dataset));

        Assert.Contains("those of 5 of its images are given", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<OpenRunOutcome.Opened> OpenAsync(OracleSetup setup, string run, OracleKind oracle, params string[] classes) =>
        Assert.IsType<OpenRunOutcome.Opened>(await setup.Runs.OpenAsync(new RunId(run), "mine", 4, oracle, classes, default));

    private static void Import(TestStorage storage, params (string Folder, int Count)[] images)
    {
        var user = Directory.CreateTempSubdirectory("eml-given-").FullName;
        var seed = 0;
        foreach (var (folder, count) in images)
        {
            Directory.CreateDirectory(Path.Combine(user, folder));
            for (var i = 0; i < count; i++)
            {
                var pixels = new byte[64];
                pixels[seed] = 255;
                File.WriteAllBytes(Path.Combine(user, folder, $"{++seed}.png"), PngEncoder.Encode(pixels, new ImageShape(1, 8, 8)));
            }
        }
        var target = Directory.CreateDirectory(Path.Combine(storage.Folder, "mine")).FullName;
        new DatasetImporter(TimeProvider.System).Import(user, target, user, new Datasets.Import.ImportOptions { Size = 8 });
        Directory.Delete(user, recursive: true);
    }
}
