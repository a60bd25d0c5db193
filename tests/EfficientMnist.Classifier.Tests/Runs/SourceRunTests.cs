using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Microsoft.Data.Sqlite;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>Runs whose labels lie in a database of the user's own.</summary>
public sealed class SourceRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-database-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_OnADatabase_BuysAndLearnsWhatTheDataSetWouldHaveSold()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("sold", ("labels", "24"));
        var sold = await system.EndOfAsync("sold");
        Fill();

        await system.StartRunAsync("queried", [("labels", "24"), .. Options]);
        var queried = await system.EndOfAsync("queried");

        Assert.Equal((RunState.Completed, 24, ""), (queried.State, queried.BudgetSpent, queried.Error));
        Assert.Equal(sold.Result, queried.Result);
        Assert.Equal(await system.PurchasesAsync("sold"), await system.PurchasesAsync("queried"));
    }

    [Fact]
    public async Task Run_WhoseDatabaseLacksALabel_FailsWithItsNameAndGoesOnOnceItIsThere()
    {
        await using var system = await TestSystem.StartAsync();
        Fill();
        Execute("create table later as select * from truth; delete from truth where rowid % 3 = 0");
        await system.StartRunAsync("queried", [("labels", "24"), .. Options]);
        var failed = await system.EndOfAsync("queried");
        Assert.Equal((RunState.Failed, 0), (failed.State, failed.BudgetSpent));
        Assert.Contains(".png", failed.Error, StringComparison.Ordinal);
        Assert.Contains("has no label", failed.Error, StringComparison.Ordinal);

        Execute("delete from truth; insert into truth select * from later");
        await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "queried" });
        var resumed = await system.EndOfAsync("queried");

        Assert.Equal((RunState.Completed, 24), (resumed.State, resumed.BudgetSpent));
    }

    private string File => Path.Combine(_folder, "truth.db");

    private (string, string)[] Options =>
        [("oracle.kind", "sql"), ("oracle.connection", $"Data Source={File}"), ("oracle.query", "select label from truth where file = @file")];

    private void Fill()
    {
        var train = Path.Combine(SmallPool.Root, SmallPool.Name, "train");
        var rows = Directory.EnumerateFiles(train, "*.png", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(train, path))
            .Select(file => $"('{file}', '{Path.GetDirectoryName(file)}')");
        Execute($"create table truth (file text, label text); insert into truth values {string.Join(',', rows)}");
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
