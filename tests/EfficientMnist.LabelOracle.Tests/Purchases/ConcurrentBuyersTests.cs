using System.Collections.Concurrent;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Purchases;

public sealed class ConcurrentBuyersTests
{
    private const int Buyers = 64;
    private const int RequestsPerBuyer = 6;
    private const int Budget = 200;

    [Theory, OnPostgres]
    public async Task Buyers_MoreThanAServerTakes_WaitForAConnection(string kind)
    {
        Assert.Equal(TestStorage.Postgres, kind);
        using var storage = await TestStorage.CreatePlainPostgresAsync();
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(900);

        var bought = Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() => setup.BuyAsync(run, $"request {i}", i))));
        var most = 0;
        while (!bought.IsCompleted)
            most = Math.Max(most, await ConnectionsAsync(setup));

        Assert.All(await bought, outcome => Assert.IsType<PurchaseOutcome.Bought>(outcome));
        Assert.InRange(Math.Max(most, await ConnectionsAsync(setup)), 1, 17); // and one that listens
    }

    // Connections are told apart by the name of their schema.
    private static async Task<int> ConnectionsAsync(OracleSetup setup) => (await setup.Database.ReadAsync(
        session => session.QueryAsync("select count(*) from pg_stat_activity where application_name = current_schema()", [], row => (int)row.GetInt64(0), default), default))[0];

    [Theory, OnSqlite, OnPostgres]
    public async Task Buyers_SixtyFourAtOnceWithRetries_NeverOverspendNorPayTwice(string kind)
    {
        using var storage = await TestStorage.CreateAsync(kind);
        await using var one = await OracleSetup.OpenAsync(storage);
        await using var other = await OracleSetup.OpenAsync(storage); // as a second process would be
        var run = await one.OpenRunAsync(Budget);
        var answers = new ConcurrentBag<(string Request, PurchaseOutcome Outcome)>();

        await Task.WhenAll(Enumerable.Range(0, Buyers).Select(buyer => Task.Run(() => BuyAsync(buyer))));

        // Then buy what is left, one by one.
        for (var sample = 400; (await one.BudgetAsync(run)).Remaining > 0; sample++)
            Assert.IsType<PurchaseOutcome.Bought>(await one.BuyAsync(run, $"rest-{sample}", sample));
        Assert.IsType<PurchaseOutcome.BudgetExhausted>(await other.BuyAsync(run, "one too many", 999));

        var rows = await one.RowsAsync(run);
        var charged = rows.Where(row => row.Charged).ToList();
        Assert.Equal(Budget, charged.Count);
        Assert.Equal(Budget, charged.DistinctBy(row => row.Sample).Count());
        Assert.Equal(rows.Count, rows.DistinctBy(row => (row.Request, row.Sample)).Count());
        Assert.All(rows, row => Assert.Equal(row.Sample.Value % 10, row.Label));

        // Every answer given is in the ledger, the same for each repetition of a request, and written once.
        var ledger = rows.ToLookup(row => row.Request.Value);
        foreach (var answer in answers.GroupBy(answer => answer.Request))
        {
            var bought = answer.Select(given => given.Outcome).OfType<PurchaseOutcome.Bought>().ToList();
            Assert.True(bought.Count(given => !given.Replayed) <= 1, $"{answer.Key} was sold more than once");
            Assert.All(bought, given => Assert.Equal(
                ledger[answer.Key].Select(row => (row.Sample, row.Label, row.Charged)),
                given.Rows.Select(row => (row.Sample, row.Label, row.Charged))));
            if (bought.Count == 0)
                Assert.Empty(ledger[answer.Key]);
        }

        async Task BuyAsync(int buyer)
        {
            var random = new Random(buyer);
            for (var i = 0; i < RequestsPerBuyer; i++)
            {
                var request = $"{buyer}-{i}";
                int[] samples = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(400)).Distinct()];
                // The retry comes while the first try is still under way, as after a deadline, and to the other process.
                var tries = random.Next(3) == 0 ? new[] { one, other } : [buyer % 2 == 0 ? one : other];
                var outcomes = await Task.WhenAll(tries.Select(setup => Task.Run(() => setup.BuyAsync(run, request, samples))));
                foreach (var outcome in outcomes)
                    answers.Add((request, outcome));
            }
        }
    }
}
