using CsCheck;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Silo;

namespace EfficientMnist.Classifier.Tests.Journal;

/// <summary>The journal that the workers of a cluster share: whoever has the newest epoch writes, and nobody else.</summary>
public sealed class SharedRunJournalTests
{
    private const string Run = "shared";

    [PostgresFact]
    public async Task Journal_UnderAnySequenceOfActivationsEntriesAndLostAnswers_DoesWhatItsModelDoes()
    {
        using var database = new SharedDatabase(await PostgresServer.CreateSchemaAsync());
        using var shared = new Workers(database, 3);
        var worker = Gen.Int[0, 2];
        var steps = Gen.OneOf(
            worker.Select(Gen.Int[1, 9], (by, labels) => (Step)new Write(by, labels)),
            worker.Select(Gen.Int[1, 9], (by, labels) => (Step)new WriteUnheard(by, labels)),
            worker.Select(by => (Step)new Activate(by)));

        steps.List[1, 30].Sample(list => Compare(list, shared), iter: 60, threads: 1);
    }

    [PostgresFact]
    public async Task Journal_WrittenByManyWorkersAtOnce_HasEachKeptEntryOnceAndEpochsInTheirOrder()
    {
        using var database = new SharedDatabase(await PostgresServer.CreateSchemaAsync());
        using var shared = new Workers(database, 4);
        shared.Begin();

        var kept = await Task.WhenAll(shared.Journals.Select((journal, by) => Task.Run(() => Fight(journal, by))));

        var entries = shared.Journals[0].Read();
        Assert.Equal(kept.SelectMany(one => one).Order(), entries.OfType<NetworkTrained>().Select(entry => entry.Labels).Order());
        Assert.Equal(Enumerable.Range(1, 40).Select(epoch => (long)epoch), entries.OfType<RunActivated>().Select(entry => entry.Epoch));
        long epoch = 0;
        foreach (var entry in entries)
        {
            if (entry is RunActivated activated)
                epoch = activated.Epoch;
            else
                Assert.Equal($"{epoch}", ((NetworkTrained)entry).EncoderId);
        }
    }

    [PostgresFact]
    public async Task Entry_OfAnActivationThatAnotherHasReplaced_IsRefusedAndLeavesNoTrace()
    {
        using var database = new SharedDatabase(await PostgresServer.CreateSchemaAsync());
        using var shared = new Workers(database, 2);
        shared.Begin();
        var first = shared.Journals[0].Activate(default);
        shared.Journals[0].Append(new NetworkTrained(1, "a"), first);
        var second = shared.Journals[1].Activate(default);

        var refused = Assert.Throws<SupersededException>(() => shared.Journals[0].Append(new NetworkTrained(2, "a"), first));
        shared.Journals[1].Append(new NetworkTrained(3, "b"), second);

        Assert.Contains("activation 2 does since", refused.Message, StringComparison.Ordinal);
        Assert.Equal([1, 3], shared.Journals[0].Read().OfType<NetworkTrained>().Select(entry => entry.Labels));
        Assert.Equal(2, shared.Journals[0].Replay().Epoch);
    }

    [PostgresFact]
    public async Task Run_CreatedFoundAndDeleted_IsSoForAllWorkers()
    {
        using var database = new SharedDatabase(await PostgresServer.CreateSchemaAsync());
        using var shared = new Workers(database, 2);
        shared.Begin();
        shared.Journals[0].Activate(default);

        var found = shared.Stores[1].Find(Run);
        var ids = shared.Stores[1].Ids();
        shared.Stores[1].Delete(Run);

        Assert.Equal("glyphs", found!.Options["dataset"]);
        Assert.Equal([Run], ids);
        Assert.Null(shared.Stores[0].Find(Run));
        Assert.Throws<SupersededException>(() => shared.Journals[0].Append(new RunStopped(), 1));
    }

    [Fact]
    public void Database_ThatDoesNotAnswer_IsSaidToBeAwayAsADiskThatFailsIs()
    {
        using var database = new SharedDatabase($"Host=127.0.0.1;Port={FreePorts.Take(1)[0]};Database=labels;Username=eml;Password=hush");

        var away = Assert.ThrowsAny<IOException>(() => new SharedRunStore(database, Path.GetTempPath()));

        Assert.StartsWith("PostgreSQL database labels on 127.0.0.1:", away.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", away.Message, StringComparison.Ordinal);
    }

    private static List<int> Fight(IRunJournal journal, int by)
    {
        List<int> kept = [];
        for (var turn = 0; turn < 10; turn++)
        {
            var epoch = journal.Activate(default);
            try
            {
                for (var i = 0; i < 5; i++)
                {
                    var mark = (by * 1_000) + (turn * 10) + i;
                    journal.Append(new NetworkTrained(mark, $"{epoch}"), epoch);
                    kept.Add(mark);
                }
            }
            catch (SupersededException)
            {
                // Another has it, until this one's next turn.
            }
        }
        return kept;
    }

    private static void Compare(List<Step> steps, Workers shared)
    {
        shared.Begin();
        List<string> model = [];
        long newest = 0;
        var epochs = new long[shared.Journals.Count];
        // An entry whose answer its worker has not had: the next one of that activation takes its place.
        var doubtful = false;
        foreach (var step in steps)
        {
            switch (step)
            {
                case Activate(var by):
                    epochs[by] = shared.Journals[by].Activate(default);
                    Assert.Equal(++newest, epochs[by]);
                    model.Add($"activated {newest}");
                    doubtful = false;
                    break;
                case Write(var by, var labels) when epochs[by] == newest && newest > 0:
                    shared.Journals[by].Append(new NetworkTrained(labels, "encoder"), epochs[by]);
                    if (doubtful)
                        model.RemoveAt(model.Count - 1);
                    model.Add($"network {labels}");
                    doubtful = false;
                    break;
                case Write(var by, var labels) when epochs[by] > 0:
                    Assert.Throws<SupersededException>(() => shared.Journals[by].Append(new NetworkTrained(labels, "encoder"), epochs[by]));
                    break;
                case WriteUnheard(var by, var labels) when epochs[by] == newest && newest > 0:
                    shared.WriteUnheard(new NetworkTrained(labels, "encoder"), doubtful ? model.Count : model.Count + 1, newest);
                    if (doubtful)
                        model.RemoveAt(model.Count - 1);
                    model.Add($"network {labels}");
                    doubtful = true;
                    break;
                case Write or WriteUnheard:
                    // Nothing is written by who has no epoch, or not the newest.
                    break;
                default:
                    throw new InvalidOperationException($"There is no step {step}.");
            }
            foreach (var journal in shared.Journals)
                Assert.Equal(model, journal.Read().Select(Text));
        }
    }

    private static string Text(JournalEntry entry) => entry switch
    {
        RunActivated activated => $"activated {activated.Epoch}",
        NetworkTrained network => $"network {network.Labels}",
        _ => throw new InvalidOperationException($"Nobody has written {entry}."),
    };

    private abstract record Step;

    private sealed record Activate(int By) : Step;

    private sealed record Write(int By, int Labels) : Step;

    private sealed record WriteUnheard(int By, int Labels) : Step;

    /// <summary>Several workers on one database, each with a store of its own as in its own process.</summary>
    private sealed class Workers : IDisposable
    {
        private readonly SharedDatabase _database;
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eml-shared-");
        private readonly int _count;

        public Workers(SharedDatabase database, int count)
        {
            (_database, _count) = (database, count);
            Stores = [.. Enumerable.Range(0, count).Select(_ => new SharedRunStore(database, _folder.FullName))];
        }

        public IReadOnlyList<SharedRunStore> Stores { get; private set; }

        public IReadOnlyList<IRunJournal> Journals { get; private set; } = [];

        /// <summary>A new run, in the place of the one before.</summary>
        public void Begin()
        {
            Stores[0].Delete(Run);
            Stores = [.. Enumerable.Range(0, _count).Select(_ => new SharedRunStore(_database, _folder.FullName))];
            Stores[0].Create(new RunDefinition(Run, new Dictionary<string, string> { ["dataset"] = "glyphs" }, DateTimeOffset.UnixEpoch));
            Journals = [.. Stores.Select(store => store.Journal(Run))];
        }

        /// <summary>An append that the database has made and whose answer got lost.</summary>
        public void WriteUnheard(JournalEntry entry, int number, long epoch) => _database.Write(session =>
        {
            session.Execute("update run_journals set length = @number where run_id = @run", ("@number", number), ("@run", Run));
            session.Execute(
                "insert into run_journal_entries (run_id, number, epoch, entry) values (@run, @number, @epoch, @entry) on conflict (run_id, number) do update set entry = excluded.entry",
                ("@run", Run), ("@number", number), ("@epoch", epoch), ("@entry", System.Text.Json.JsonSerializer.Serialize(entry, RunJournal.Json)));
        });

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
