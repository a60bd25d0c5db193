using System.Collections.Concurrent;
using EfficientMnist.Contracts.V1;
using EfficientMnist.LabelOracle.Tests.Storage;
using Grpc.Core;

namespace EfficientMnist.LabelOracle.Tests.Edge;

public sealed class KillTests
{
    private const int Buyers = 8;
    private const int AnswersPerLife = 100;

    [Theory, OnSqlite, OnPostgres]
    public async Task Oracle_KilledInMidCallTwice_LosesNoAnswerAndChargesNothingTwice(string kind)
    {
        using var storage = await TestStorage.CreateAsync(kind);
        IdxDataset.Write(Path.Combine(storage.Folder, OracleSetup.Dataset), [.. Enumerable.Range(0, 1000).Select(i => i % 10)], OracleSetup.TestLabels);
        var answered = new ConcurrentDictionary<string, (QueryLabelsRequest Request, QueryLabelsResponse Response)>();
        var unanswered = new ConcurrentDictionary<string, QueryLabelsRequest>();

        for (var life = 0; life < 2; life++)
        {
            await using var oracle = await OracleProcess.StartAsync(storage);
            await oracle.Client.OpenRunAsync(new OpenRunRequest { RunId = "r", Dataset = OracleSetup.Dataset, Budget = 900, Prices = new Prices { OfClass = { OracleSetup.Rising(10).ByClass.ToDictionary() }, Money = 900 * 19 } });
            await BuyUntilKilledAsync(oracle, life);
        }

        await using var survivor = await OracleProcess.StartAsync(storage);
        foreach (var (request, response) in answered.Values)
        {
            var again = await survivor.Client.QueryLabelsAsync(request);
            Assert.True(again.Replayed, $"{request.RequestId} was answered and is not in the ledger");
            Assert.Equal(response.Labels, again.Labels);
        }

        // What died without an answer was either recorded as a whole or not at all; repeating it settles it.
        foreach (var request in unanswered.Values)
            Assert.Equal(request.Queries.Count, (await survivor.Client.QueryLabelsAsync(request)).Labels.Count);

        var rows = new List<LedgerEntry>();
        using var ledger = survivor.Client.StreamLedger(new StreamLedgerRequest { RunId = "r" });
        while (await ledger.ResponseStream.MoveNext(default))
            rows.AddRange(ledger.ResponseStream.Current.Entries);
        var budget = (await survivor.Client.GetBudgetAsync(new GetBudgetRequest { RunId = "r" })).Budget;
        Assert.NotEmpty(unanswered);
        Assert.InRange(answered.Count, 2 * AnswersPerLife, int.MaxValue);
        Assert.Equal(budget.Spent, rows.Count(row => row.Charged));
        Assert.Equal(budget.Money.Paid, rows.Sum(row => row.Paid));
        Assert.All(rows, row => Assert.Equal(row.Charged ? 10 + row.Label : 0, row.Paid));
        Assert.Equal(budget.Spent, rows.Select(row => row.SampleId).Distinct().Count());
        Assert.Equal(answered.Values.Sum(pair => pair.Request.Queries.Count) + unanswered.Values.Sum(request => request.Queries.Count), rows.Count);

        async Task BuyUntilKilledAsync(OracleProcess oracle, int life)
        {
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var before = answered.Count;
            var buyers = Enumerable.Range(0, Buyers).Select(buyer => Task.Run(() => BuyAsync(buyer))).ToList();
            await Task.WhenAny(enough.Task, Task.WhenAll(buyers));
            await oracle.KillAsync();
            await Task.WhenAll(buyers);

            async Task BuyAsync(int buyer)
            {
                var random = new Random((100 * life) + buyer);
                for (var i = 0; ; i++)
                {
                    int[] samples = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(800)).Distinct()];
                    var request = OracleServer.Request("r", $"{life}-{buyer}-{i}", samples);
                    try
                    {
                        answered[request.RequestId] = (request, await oracle.Client.QueryLabelsAsync(request));
                    }
                    catch (RpcException error)
                    {
                        Assert.NotEqual(StatusCode.ResourceExhausted, error.StatusCode);
                        unanswered[request.RequestId] = request;
                        return;
                    }

                    if (answered.Count - before >= AnswersPerLife)
                        enough.TrySetResult();
                }
            }
        }
    }
}
