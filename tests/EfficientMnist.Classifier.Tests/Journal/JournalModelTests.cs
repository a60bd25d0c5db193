using CsCheck;
using EfficientMnist.Classifier.Journal;

namespace EfficientMnist.Classifier.Tests.Journal;

/// <summary>Random sequences of activations, entries, crashes in the middle of a line and restarts against a model of the journal.</summary>
public sealed class JournalModelTests
{
    private static readonly Gen<Step> Steps = Gen.OneOf<Step>(
        Gen.Int[1, 9].Select(labels => (Step)new Write(labels, IsLate: false)),
        Gen.Int[1, 9].Select(labels => (Step)new Write(labels, IsLate: true)),
        Gen.Double[0, 1].Select(share => (Step)new Crash(share)),
        Gen.Const((Step)new Activate()));

    [Fact]
    public void Journal_UnderAnySequenceOfEntriesAndCrashes_DoesWhatItsModelDoes() => Steps.List[1, 40].Sample(Compare, iter: 200, threads: 1);

    private static void Compare(List<Step> steps)
    {
        var folder = Directory.CreateTempSubdirectory("eml-journal-");
        try
        {
            var path = Path.Combine(folder.FullName, "journal.jsonl");
            var (journal, model) = (new RunJournal(path), new Model());
            foreach (var step in steps)
            {
                switch (step)
                {
                    case Activate:
                        Assert.Equal(model.Activate(), journal.Activate(default));
                        break;
                    case Write(var labels, var isLate):
                        var epoch = isLate ? model.Epoch - 1 : model.Epoch;
                        if (model.Write(labels, epoch))
                            journal.Append(new NetworkTrained(labels, "encoder"), epoch);
                        else
                            Assert.Throws<SupersededException>(() => journal.Append(new NetworkTrained(labels, "encoder"), epoch));
                        break;
                    case Crash(var share):
                        // The process ends while it writes a line, of which a part is on the disk.
                        var line = "{\"event\":\"network\",\"labels\":5,\"encoder_id\":\"é\"}"u8;
                        using (var file = new FileStream(path, FileMode.Append))
                            file.Write(line[..(int)(share * line.Length)]);
                        journal = new RunJournal(path);
                        break;
                    default:
                        throw new InvalidOperationException($"There is no step {step}.");
                }
                Assert.Equal(model.Entries, journal.Read().Select(Text));
                Assert.Equal(model.Entries, new RunJournal(path).Read().Select(Text));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Text(JournalEntry entry) => entry switch
    {
        RunActivated activated => $"activated {activated.Epoch}",
        NetworkTrained trained => $"trained {trained.Labels}",
        _ => throw new InvalidOperationException($"{entry} was never written."),
    };

    /// <summary>What a journal is: its whole entries in the order they were written, by the latest activation alone.</summary>
    private sealed class Model
    {
        public List<string> Entries { get; } = [];

        public long Epoch { get; private set; }

        public long Activate()
        {
            Entries.Add($"activated {++Epoch}");
            return Epoch;
        }

        public bool Write(int labels, long epoch)
        {
            if (epoch != Epoch)
                return false;
            Entries.Add($"trained {labels}");
            return true;
        }
    }

    private abstract record Step;

    private sealed record Write(int Labels, bool IsLate) : Step;

    private sealed record Crash(double Share) : Step;

    private sealed record Activate : Step;
}
