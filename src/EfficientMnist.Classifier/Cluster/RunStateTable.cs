using EfficientMnist.Classifier.Journal;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Silo;
using Google.Protobuf;

namespace EfficientMnist.Classifier.Cluster;

/// <summary>SQL on the table <c>run_states</c>: what the worker at which a run is active has told of it last.</summary>
internal sealed class RunStateTable(SharedDatabase database)
{
    /// <summary>Keeps what is told of a run, and announces it, unless a later activation has told something.</summary>
    public void Keep(string worker, Run run, long epoch) => database.Write(session =>
    {
        var kept = session.Execute(
            """
            insert into run_states (run_id, epoch, worker, message)
            select run_id, @epoch, @worker, @message from run_journals where run_id = @run
            on conflict (run_id) do update set epoch = excluded.epoch, worker = excluded.worker, message = excluded.message
            where run_states.epoch <= excluded.epoch
            """,
            ("@run", run.RunId), ("@epoch", epoch), ("@worker", worker), ("@message", run.ToByteArray()));
        if (kept > 0)
            session.Execute($"select pg_notify('{SharedRunStore.Channel}', @run)", ("@run", run.RunId));
    });

    /// <summary>What was told of these runs last, and by which worker; those of which nothing was are not among them.</summary>
    public IReadOnlyDictionary<string, (string Worker, Run Run)> Find(IReadOnlyCollection<string> runs) => database.Read(session => session.Query(
        "select run_id, worker, message from run_states where run_id = any(@runs)",
        row => (Id: row.GetString(0), Worker: row.GetString(1), Run: Run.Parser.ParseFrom(row.GetFieldValue<byte[]>(2))), ("@runs", runs.ToArray()))).ToDictionary(row => row.Id, row => (row.Worker, row.Run), StringComparer.Ordinal);
}
