using System.Collections.Concurrent;
using System.Text.Json;
using EfficientMnist.Core.Runs;
using EfficientMnist.Silo;

namespace EfficientMnist.Classifier.Journal;

/// <summary>The runs of a cluster, in the database that its workers share.</summary>
internal sealed class SharedRunStore : IRunStore
{
    /// <summary>Where it is announced that there is something new about a run: its state, or its end.</summary>
    public const string Channel = "eml_run_states";

    private const string Tables = "runs of a cluster";
    private const int Version = 1;

    // An entry belongs to the activation whose epoch it carries, and an activation writes only as long as its epoch is the newest:
    // each append counts the journal's length on under that condition. Of a run's state, which those who list and watch are told,
    // there is one row, and no earlier activation replaces what a later one has told.
    private const string Script =
        """
        create table run_journals (
            run_id text primary key,
            definition text not null,
            created_at timestamptz not null default now(),
            epoch bigint not null default 0 check (epoch >= 0),
            length integer not null default 0 check (length >= 0)
        );

        create table run_journal_entries (
            run_id text not null references run_journals (run_id) on delete cascade,
            number integer not null check (number >= 1),
            epoch bigint not null check (epoch >= 1),
            entry text not null,
            primary key (run_id, number)
        );

        create table run_states (
            run_id text primary key references run_journals (run_id) on delete cascade,
            epoch bigint not null,
            worker text not null,
            message bytea not null
        );
        """;

    private readonly SharedDatabase _database;
    private readonly string _files;
    private readonly ConcurrentDictionary<string, IRunJournal> _journals = new(StringComparer.Ordinal);

    /// <param name="database">What the workers share.</param>
    /// <param name="stateFolder">This machine's own, for what follows from the journals.</param>
    public SharedRunStore(SharedDatabase database, string stateFolder)
    {
        (_database, _files) = (database, Path.Combine(stateFolder, "runs"));
        database.Create(Tables, Version, Script);
    }

    public bool IsShared => true;

    public void Create(RunDefinition definition) => _database.Write(session => session.Execute(
        "insert into run_journals (run_id, definition) values (@run, @definition) on conflict (run_id) do nothing",
        ("@run", definition.RunId), ("@definition", JsonSerializer.Serialize(definition, RunJournal.Json))));

    public void Delete(string runId)
    {
        _database.Write(session =>
        {
            session.Execute("delete from run_journals where run_id = @run", ("@run", runId));
            session.Execute($"select pg_notify('{Channel}', @run)", ("@run", runId));
        });
        _journals.TryRemove(runId, out _);
        if (Directory.Exists(Folder(runId)))
            Directory.Delete(Folder(runId), recursive: true);
    }

    public IReadOnlyList<string> Ids() => _database.Read(session => session.Query("select run_id from run_journals order by run_id collate \"C\"", row => row.GetString(0)));

    public RunDefinition? Find(string runId)
    {
        var found = _database.Read(session => session.Query("select definition from run_journals where run_id = @run", row => row.GetString(0), ("@run", runId)));
        if (found is not [var text])
            return null;
        try
        {
            var definition = JsonSerializer.Deserialize<RunDefinition>(text, RunJournal.Json);
            return definition is { Options: not null } && definition.RunId == runId ? definition : throw new JsonException("It names another run, or none.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The definition of run {runId} in {_database.Description} does not describe a run ({error.Message}). Restore the database from a backup, or delete the run's row of run_journals.", error);
        }
    }

    public DamagedRun Damaged(string runId, string problem) => new(
        runId,
        problem,
        _database.Read(session => session.Query("select created_at from run_journals where run_id = @run", row => new DateTimeOffset(row.GetDateTime(0)), ("@run", runId))) is [var at] ? at : default);

    public string DescribeWrongOptions(string runId, string refusal) =>
        $"Run {runId} in {_database.Description} has options that no run takes: {refusal} Correct its row of run_journals, or delete it.";

    public IRunJournal Journal(string runId) => _journals.GetOrAdd(runId, id => new SharedRunJournal(_database, id));

    public string FileOf(RunId run, string name) => Path.Combine(Directory.CreateDirectory(Folder(run.Value)).FullName, name);

    public void Dispose()
    {
        // The database is others' as well.
    }

    private string Folder(string runId) => Path.Combine(_files, new RunId(runId).Value);
}
