using System.Text.Json;
using EfficientMnist.Silo;

namespace EfficientMnist.Classifier.Journal;

/// <summary>
/// The journal of a run in the database that the workers of a cluster share. An append is one statement that holds for the newest
/// epoch alone, so that of two workers which both take the run for theirs one writes. Where the answer got lost, it is not known
/// whether the entry was kept: then the next one takes its place, and it has not happened.
/// </summary>
internal sealed class SharedRunJournal(SharedDatabase database, string runId) : IRunJournal
{
    private readonly Lock _gate = new();
    // Of the activation in this process that writes; what is beyond this length has not happened.
    private long _epoch;
    private int _length;

    public long Activate(DateTimeOffset at)
    {
        lock (_gate)
        {
            (_epoch, _length) = database.Write(session =>
            {
                var (epoch, length) = session.Query(
                    "update run_journals set epoch = epoch + 1, length = length + 1 where run_id = @run returning epoch, length",
                    row => (row.GetInt64(0), row.GetInt32(1)),
                    ("@run", runId)) is [var turn] ? turn : throw Gone();
                session.Execute(
                    "insert into run_journal_entries (run_id, number, epoch, entry) values (@run, @number, @epoch, @entry)",
                    ("@run", runId), ("@number", length), ("@epoch", epoch), ("@entry", Text(new RunActivated(epoch) { At = at })));
                return (epoch, length);
            });
            return _epoch;
        }
    }

    public void Append(JournalEntry entry, long epoch)
    {
        lock (_gate)
        {
            if (epoch != _epoch)
                throw Superseded(epoch, _epoch);
            var appended = database.Write(session => session.Execute(
                """
                with turn as (
                    update run_journals set length = @number
                    where run_id = @run and epoch = @epoch and length in (@number - 1, @number) returning run_id)
                insert into run_journal_entries (run_id, number, epoch, entry)
                select run_id, @number, @epoch, @entry from turn
                on conflict (run_id, number) do update set entry = excluded.entry
                """,
                ("@run", runId), ("@number", _length + 1), ("@epoch", epoch), ("@entry", Text(entry))));
            if (appended == 0)
                throw Superseded(epoch, Latest());
            _length++;
        }
    }

    public IReadOnlyList<JournalEntry> Read()
    {
        var lines = database.Read(session => session.Query(
            "select entry from run_journal_entries where run_id = @run order by number", row => row.GetString(0), ("@run", runId)));
        return [.. lines.Select(Parse)];
    }

    public InvalidDataException Damaged(int index, string problem, Exception cause) => new(
        $"Entry {index + 1} of the journal of run {runId} in {database.Description} is damaged. {problem} Restore the database from a backup, or delete the run's row of run_journals.", cause);

    private static string Text(JournalEntry entry) => JsonSerializer.Serialize(entry, RunJournal.Json);

    private long Latest() =>
        database.Read(session => session.Query("select epoch from run_journals where run_id = @run", row => row.GetInt64(0), ("@run", runId))) is [var epoch] ? epoch : throw Gone();

    private SupersededException Superseded(long epoch, long latest) =>
        new($"The activation {epoch} of run {runId} wanted to write, which activation {latest} does since.");

    private SupersededException Gone() => new($"Run {runId} was deleted.");

    private JournalEntry Parse(string line, int index)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEntry>(line, RunJournal.Json) ?? throw new JsonException("null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw Damaged(index, "It is no journal entry.", error);
        }
    }
}
