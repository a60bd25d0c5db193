namespace EfficientMnist.Classifier.Journal;

/// <summary>
/// What a run has done, entry after entry. Each activation of the run that writes has an epoch, greater than all before it; what
/// an earlier one still wants to write is refused, wherever it is.
/// </summary>
internal interface IRunJournal
{
    /// <summary>Begins an activation that writes; its epoch is kept when this returns.</summary>
    /// <exception cref="IOException">The disk is full or fails, or the database is away; nothing has begun.</exception>
    long Activate(DateTimeOffset at);

    /// <summary>Writes one entry, before its effect is shown to anybody.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="epoch">The activation that writes it.</param>
    /// <exception cref="SupersededException">A later activation writes this journal.</exception>
    /// <exception cref="IOException">The disk is full or fails, or the database is away; the entry never happened.</exception>
    void Append(JournalEntry entry, long epoch);

    /// <summary>All entries, oldest first.</summary>
    /// <exception cref="InvalidDataException">One is no journal entry.</exception>
    IReadOnlyList<JournalEntry> Read();

    /// <summary>What is wrong with an entry, and the remedy.</summary>
    /// <param name="index">The entry's place, from 0.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="cause">What told so.</param>
    InvalidDataException Damaged(int index, string problem, Exception cause);
}

internal static class RunJournalExtensions
{
    /// <summary>What a run has done so far, or had done at a moment: its entries, added up.</summary>
    /// <param name="journal">The run's journal.</param>
    /// <param name="most">So many entries, the first ones.</param>
    /// <exception cref="InvalidDataException">An entry is none, or does not follow from those before.</exception>
    public static RunHistory Replay(this IRunJournal journal, int most = int.MaxValue)
    {
        var history = RunHistory.Start;
        foreach (var (index, entry) in journal.Read().Take(most).Index())
        {
            try
            {
                history = history.With(entry);
            }
            catch (InvalidDataException error)
            {
                throw journal.Damaged(index, error.Message, error);
            }
        }
        return history;
    }
}

/// <summary>An activation of a run has been replaced by a later one, which goes on with it.</summary>
internal sealed class SupersededException(string message) : Exception(message);
