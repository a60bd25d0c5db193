using CsCheck;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;
using Money = EfficientMnist.LabelOracle.Pricing.Money;

namespace EfficientMnist.LabelOracle.Tests.Questions;

/// <summary>Random sequences of claims, answers, rejections, skips, undos, restarts and passing time against a model of the queue.</summary>
public sealed class QuestionModelTests
{
    private const int Images = 4;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private static readonly Gen<string> Names = Gen.Bool.Select(first => first ? "ann" : "bob");

    private static readonly Gen<Step> Steps = Gen.OneOf<Step>(
        Names.Select(name => (Step)new Claim(name)),
        Gen.Select(Names, Gen.Int[0, Images - 1], Gen.Int[-2, 2], (name, sample, label) => (Step)new Answer(name, sample, label)),
        Gen.Select(Names, Gen.Int[0, Images - 1], (name, sample) => (Step)new Skip(name, sample)),
        Names.Select(name => (Step)new Undo(name)),
        Gen.Int[1, 12].Select(minutes => (Step)new Pass(minutes)),
        Gen.Const((Step)new Restart()));

    [Fact]
    public async Task Queue_UnderAnySequenceOfCallsAndRestarts_DoesWhatItsModelDoes() =>
        await Steps.List[1, 30].SampleAsync(CompareAsync, iter: 40, threads: 1);

    private static async Task CompareAsync(List<Step> steps)
    {
        using var storage = await TestStorage.CreateAsync(TestStorage.Sqlite);
        var time = new MovableTime();
        var setup = await OracleSetup.OpenAsync(storage, time);
        // Enough for each image of the dearest class and no more: what is given back must do for another answer.
        var run = await setup.OpenHumanRunAsync(Images, OracleSetup.Rising(1, budget: 10 * Images));
        await setup.AskAsync(run, "first", [.. Enumerable.Range(0, Images)]);
        var model = new Model();
        try
        {
            foreach (var step in steps)
            {
                switch (step)
                {
                    case Restart:
                        await setup.DisposeAsync();
                        setup = await OracleSetup.OpenAsync(storage, time);
                        break;
                    case Pass(var minutes):
                        time.Pass(TimeSpan.FromMinutes(minutes));
                        model.Pass(TimeSpan.FromMinutes(minutes));
                        break;
                    default:
                        Assert.Equal(model.Do(step), await DoAsync(setup, run, step));
                        break;
                }
                Assert.Equal(new RunBudget(Images, model.Labels.Count, new Money(10 * Images, model.Paid, Dearest: 10)), await setup.BudgetAsync(run));
            }
            Assert.Equal(
                model.Labels.OrderBy(label => label.Key).Select(label => (label.Key, label.Value)),
                (await setup.Answers.ListAsync(run, "", 100, default)).OrderBy(row => row.Sample.Value).Select(row => (row.Sample.Value, row.Label - (row.Reject == RejectReason.Unusable ? 1 : 0))));
            Assert.Empty((await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string>(), default)).Faults);
        }
        finally
        {
            await setup.DisposeAsync();
        }
    }

    // What was done, and which image the annotator has then.
    private static async Task<string> DoAsync(OracleSetup setup, RunId run, Step step) => step switch
    {
        Claim(var name) => $"has {NameOf((await setup.ClaimedAsync(run, name)).Question?.Sample.Value)}",
        Answer(var name, var sample, < 0 and var reject) => Text(await setup.RejectAsync(run, sample, (RejectReason)(-reject), name)),
        Answer(var name, var sample, var label) => Text(await setup.AnswerAsync(run, sample, label, name)),
        Skip(var name, var sample) => Text(await setup.SkipAsync(run, sample, name)),
        Undo(var name) => Text(await setup.UndoAsync(run, name)),
        _ => throw new InvalidOperationException($"There is no step {step}."),
    };

    private static string Text(AnswerOutcome outcome) => outcome is AnswerOutcome.Recorded recorded
        ? $"{(recorded.Replayed ? "replayed" : recorded.Row.Action.ToString())}, has {NameOf(recorded.Next?.Sample.Value)}"
        : outcome.GetType().Name;

    private static string NameOf(int? sample) => sample is { } known ? $"{known}" : "none";

    private abstract record Step;

    private sealed record Claim(string Name) : Step;

    /// <param name="Name">Who answers.</param>
    /// <param name="Sample">The image.</param>
    /// <param name="Label">−1 and −2 are the reasons to reject it.</param>
    private sealed record Answer(string Name, int Sample, int Label) : Step;

    private sealed record Skip(string Name, int Sample) : Step;

    private sealed record Undo(string Name) : Step;

    private sealed record Pass(int Minutes) : Step;

    private sealed record Restart : Step;

    /// <summary>What a queue of questions has to do, without a database.</summary>
    private sealed class Model
    {
        private readonly List<Asked> _asked = [.. Enumerable.Range(0, Images).Select(sample => new Asked { Sample = sample })];
        private TimeSpan _now;
        private int _entries;

        public Dictionary<int, int> Labels => _asked.Where(asked => asked.Label is not null).ToDictionary(asked => asked.Sample, asked => asked.Label!.Value);

        // A rejection costs as much as the dearest class.
        public long Paid => Labels.Values.Sum(label => label < 0 ? 10 : label + 1);

        public void Pass(TimeSpan span) => _now += span;

        public string Do(Step step)
        {
            switch (step)
            {
                case Claim(var name):
                    return $"has {Next(name)}";
                case Answer(var name, var sample, var label):
                    var answered = _asked[sample];
                    if (answered.Label is { } given)
                        return given == label && answered.By == name ? $"replayed, has {Next(name)}" : nameof(AnswerOutcome.AnsweredBefore);
                    if (IsHeldByOther(answered, name))
                        return nameof(AnswerOutcome.Held);
                    (answered.Label, answered.By, answered.Entry, answered.Holder) = (label, name, ++_entries, "");
                    return $"{LedgerAction.Answered}, has {Next(name)}";
                case Skip(var name, var sample):
                    var skipped = _asked[sample];
                    if (skipped.Label is not null)
                        return nameof(AnswerOutcome.AnsweredBefore);
                    if (IsHeldByOther(skipped, name))
                        return nameof(AnswerOutcome.Held);
                    if (skipped.Turn > 0 && skipped.Holder.Length == 0 && skipped.By == name)
                        return $"replayed, has {Next(name)}";
                    (skipped.By, skipped.Entry, skipped.Holder, skipped.Turn) = (name, ++_entries, "", _asked.Max(asked => asked.Turn) + 1);
                    return $"{LedgerAction.Skipped}, has {Next(name)}";
                case Undo(var name):
                    // All images are of one round, which is over with its last answer.
                    var last = _asked.TrueForAll(asked => asked.Label is not null) ? null : _asked.Where(asked => asked.By == name).MaxBy(asked => asked.Entry);
                    if (last is null)
                        return nameof(AnswerOutcome.NothingToUndo);
                    if (IsHeldByOther(last, name))
                        return nameof(AnswerOutcome.Held);
                    (last.Label, last.By, last.Entry, last.Turn) = (null, "", ++_entries, 0);
                    Give(last, name);
                    return $"{LedgerAction.Undone}, has {last.Sample}";
                default:
                    throw new InvalidOperationException($"There is no step {step}.");
            }
        }

        private string Next(string name)
        {
            var next = _asked.Where(asked => asked.Label is null && !IsHeldByOther(asked, name))
                .OrderBy(asked => asked.Holder == name ? 0 : 1).ThenBy(asked => asked.Turn).ThenBy(asked => asked.Sample).FirstOrDefault();
            if (next is not null)
                Give(next, name);
            return NameOf(next?.Sample);
        }

        private void Give(Asked next, string name)
        {
            foreach (var asked in _asked.Where(asked => asked.Holder == name))
                asked.Holder = "";
            (next.Holder, next.Until) = (name, _now + Lease);
        }

        private bool IsHeldByOther(Asked asked, string name) => asked.Holder.Length > 0 && asked.Holder != name && asked.Until > _now;

        private sealed class Asked
        {
            public required int Sample { get; init; }

            public int? Label { get; set; }

            public string By { get; set; } = "";

            public int Entry { get; set; }

            public string Holder { get; set; } = "";

            public TimeSpan Until { get; set; }

            public int Turn { get; set; }
        }
    }
}
