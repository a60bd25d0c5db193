using System.Globalization;
using CsCheck;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;
using Money = EfficientMnist.LabelOracle.Pricing.Money;

namespace EfficientMnist.LabelOracle.Tests.Purchases;

/// <summary>Random sequences of calls and restarts against a model of the ledger that a page holds.</summary>
public sealed class LedgerModelTests
{
    private const int Budget = 6;

    private static readonly Gen<Step> Steps = Gen.OneOf<Step>(
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 7].Array[1, 4], (request, samples) => (Step)new Buy(request, [.. samples.Distinct()])),
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 7].Array[1, 4], (request, samples) => (Step)new Buy(request, [.. samples.Distinct()])),
        Gen.Bool.Select(isFinal => (Step)new Grade(isFinal)),
        Gen.Const((Step)new Restart()));

    // None; one for all; rising with the class, from a class that is free, and money that may run out before the labels do.
    private static readonly Gen<AskedPrices?> Prices = Gen.OneOf(
        Gen.Const((AskedPrices?)null),
        Gen.Select(Gen.Long[1, 5], Gen.Long[5, 40], (each, money) => (AskedPrices?)new AskedPrices(each, new Dictionary<string, long>(), money)),
        Gen.Select(Gen.Long[0, 3], Gen.Long[12, 60], (from, money) => (AskedPrices?)OracleSetup.Rising(from, money)),
        Gen.Const((AskedPrices?)OracleSetup.Rising(1)));

    [Fact]
    public async Task Ledger_UnderAnySequenceOfCallsAndRestarts_DoesWhatItsModelDoes() =>
        await Gen.Select(Prices, Steps.List[1, 25]).SampleAsync(sample => CompareAsync(sample.Item1, sample.Item2), iter: 60, threads: 1);

    private static async Task CompareAsync(AskedPrices? prices, List<Step> steps)
    {
        using var storage = await TestStorage.CreateAsync(TestStorage.Sqlite);
        var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(Budget, prices);
        var model = new Model(prices);
        try
        {
            foreach (var step in steps)
            {
                if (step is Restart)
                {
                    await setup.DisposeAsync();
                    setup = await OracleSetup.OpenAsync(storage);
                    continue;
                }
                Assert.Equal(model.Do(step), await DoAsync(setup, run, step));
            }
            var rows = await setup.RowsAsync(run);
            Assert.Equal(model.Rows, rows.Select(row => (row.Sample.Value, row.Charged, row.Paid)));
            Assert.Equal(new RunBudget(Budget, model.Spent, model.Money), await setup.BudgetAsync(run));
            Assert.Empty((await setup.Audit.VerifyAsync(run, rows.Take(1).ToDictionary(_ => run, row => row.Chain), default)).Faults);
        }
        finally
        {
            await setup.DisposeAsync();
        }
    }

    private static async Task<string> DoAsync(OracleSetup setup, RunId run, Step step) => step switch
    {
        Buy(var request, var samples) => await setup.BuyAsync(run, $"request {request}", samples) switch
        {
            PurchaseOutcome.Bought bought => $"{(bought.Replayed ? "replayed" : "bought")} {string.Join(',', bought.Rows.Select(row => row.Label))}, {bought.Budget.Spent} spent",
            var other => other.GetType().Name,
        },
        Grade(var isFinal) => (await setup.GradingStore.GradeAsync(run, isFinal ? GradingKind.Final : GradingKind.Curve, "", 0, OracleSetup.TestLabels, default)) switch
        {
            GradeOutcome.Graded graded => graded.Replayed ? "graded before" : "graded",
            var other => other.GetType().Name,
        },
        _ => throw new InvalidOperationException($"There is no step {step}."),
    };

    private abstract record Step;

    private sealed record Buy(int Request, int[] Samples) : Step
    {
        public override string ToString() => $"buy {string.Join(',', Samples)} as request {Request}";
    }

    private sealed record Grade(bool IsFinal) : Step;

    private sealed record Restart : Step;

    /// <summary>What a ledger has to do, without a database.</summary>
    private sealed class Model(AskedPrices? prices)
    {
        private readonly Dictionary<int, int[]> _requests = [];
        private readonly HashSet<int> _paid = [];
        private readonly HashSet<bool> _graded = [];

        public List<(int Sample, bool Charged, long Paid)> Rows { get; } = [];

        public Money? Money => prices is null ? null : new Money(prices.Budget > 0 ? prices.Budget : null, Rows.Sum(row => row.Paid), Dearest);

        private long Dearest => prices?.ByClass.Values.Append(prices.Each).Max() ?? 1;

        public int Spent => _paid.Count;

        public string Do(Step step) => step is Buy(var request, var samples) ? Do(request, samples) : Do(((Grade)step).IsFinal);

        private string Do(int request, int[] samples)
        {
            if (_requests.TryGetValue(request, out var before))
                return before.SequenceEqual(samples) ? Answer("replayed", samples) : nameof(PurchaseOutcome.RequestTaken);
            if (_graded.Count > 0)
                return nameof(PurchaseOutcome.RunClosed);
            var wanted = samples.Count(sample => !_paid.Contains(sample));
            if (wanted > Budget - Spent || (Money?.Remaining is { } rest && wanted * Dearest > rest))
                return nameof(PurchaseOutcome.BudgetExhausted);
            _requests[request] = samples;
            foreach (var sample in samples)
                Rows.Add(_paid.Add(sample) ? (sample, true, PriceOf(sample % 10)) : (sample, false, 0));
            return Answer("bought", samples);
        }

        private long PriceOf(int label) => prices?.ByClass.GetValueOrDefault(label.ToString(CultureInfo.InvariantCulture), prices.Each) ?? 1;

        private string Do(bool isFinal) => Spent == 0 ? nameof(GradeOutcome.NothingBought)
            : !isFinal && !_graded.Contains(true) ? nameof(GradeOutcome.NotFinalYet)
            : _graded.Add(isFinal) ? "graded" : "graded before";

        private string Answer(string what, int[] samples) => $"{what} {string.Join(',', samples.Select(sample => sample % 10))}, {Spent} spent";
    }
}
