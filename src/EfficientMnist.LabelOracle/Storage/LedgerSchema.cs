namespace EfficientMnist.LabelOracle.Storage;

/// <summary>Creates the tables and brings older ones up to date. Script n leads from version n to version n + 1.</summary>
internal static class LedgerSchema
{
    // A grading may be of one member of an ensemble.
    private const string Version2 = "alter table gradings add column member text not null default ''";

    // Each classifier of a run is graded once, and every row of a run's ledger carries the checksum of all rows before it. The
    // epoch is that of the run's latest activation that has asked for labels.
    private const string Version4 =
        """
        alter table runs add column epoch bigint not null default 0;
        alter table ledger add column chain text not null default '';
        alter table gradings add column predictions text not null default '';
        create unique index gradings_one_final on gradings (run_id) where kind = 'final';
        create unique index gradings_one_of_each_place on gradings (run_id, labels_used, member) where kind = 'curve';
        """;

    // People may reject an image, which is an answer without a label. A run may be extended, and is graded anew then: a grading
    // knows the newest row of the run's ledger at its time, for what was answered before it stays as it is.
    private static string Version5(SqlDialect dialect) =>
        $"""
        alter table ledger add column reject text not null default '' check (reject in ('', 'none_of_these', 'unusable'));
        create table extensions (
            run_id text not null references runs (run_id),
            number integer not null,
            budget integer not null,
            extended_at text not null,
            primary key (run_id, number)
        );
        {dialect.AppendOnly("extensions")}
        alter table gradings add column last_entry_id bigint not null default 0;
        drop index gradings_one_final;
        create unique index gradings_one_final_of_labels on gradings (run_id, labels_used) where kind = 'final';
        """;

    private static readonly Func<SqlDialect, string>[] Scripts = [Version1, _ => Version2, Version3, _ => Version4, Version5];

    /// <summary>Returns the version the database has afterwards.</summary>
    public static Task<int> MigrateAsync(ILedgerDatabase database, TimeProvider time, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (session.Dialect.MigrationLock.Length > 0)
                    await session.ExecuteScriptAsync(session.Dialect.MigrationLock, cancellationToken);
                await session.ExecuteScriptAsync(
                    "create table if not exists schema_version (version integer primary key, applied_at text not null)", cancellationToken);
                var found = (await session.QueryAsync(
                    "select coalesce(max(version), 0) from schema_version", [], row => row.GetInt32(0), cancellationToken))[0];
                if (found > Scripts.Length)
                {
                    throw new InvalidDataException(
                        $"{database.Description} has schema version {found}, made by a newer program; this one knows versions up to {Scripts.Length}. Update the program, or name another database.");
                }

                for (var version = found + 1; version <= Scripts.Length; version++)
                {
                    await session.ExecuteScriptAsync(Scripts[version - 1](session.Dialect), cancellationToken);
                    await session.ExecuteAsync(
                        "insert into schema_version (version, applied_at) values (@version, @time)",
                        [("@version", version), ("@time", LedgerTime.Format(time.GetUtcNow()))],
                        cancellationToken);
                }

                return Scripts.Length;
            },
            cancellationToken);

    // People answer, too. Their rows of one image form a chain, none superseded twice; the questions are the only table
    // that changes, and say no more than the ledger and the requests do.
    private static string Version3(SqlDialect dialect) =>
        $"""
        alter table runs add column oracle text not null default 'dataset' check (oracle in ('dataset', 'human', 'sql', 'grpc'));
        alter table runs add column source text not null default 'null';
        alter table runs add column class_names text not null default '[]';

        alter table ledger add column action text not null default 'bought'
            check (action in ('bought', 'answered', 'skipped', 'undone', 'corrected', 'given'));
        alter table ledger add column annotator text not null default '';
        alter table ledger add column supersedes_entry_id bigint references ledger (entry_id);
        drop index ledger_of_request;
        drop index ledger_charged_once;
        create unique index ledger_of_request on ledger (run_id, request_id, sample_id) where action = 'bought';
        create unique index ledger_charged_once on ledger (run_id, sample_id) where charged and action = 'bought';
        create unique index ledger_superseded_once on ledger (supersedes_entry_id) where supersedes_entry_id is not null;
        create unique index ledger_one_first_answer on ledger (run_id, sample_id) where action <> 'bought' and supersedes_entry_id is null;

        create table questions (
            question_id {dialect.GrowingKey},
            run_id text not null references runs (run_id),
            request_id text not null,
            sample_id integer not null,
            purpose text not null check (purpose in ('seed', 'acquire', 'validate')),
            strategy text not null,
            score double precision not null,
            rank integer not null,
            round integer not null,
            round_trace text not null,
            turn integer not null default 0,
            label integer,
            entry_id bigint references ledger (entry_id),
            holder text not null default '',
            held_until text not null default '',
            unique (run_id, sample_id)
        );
        create table reservations (
            run_id text not null references runs (run_id),
            request_id text not null,
            labels integer not null check (labels >= 0),
            primary key (run_id, request_id)
        );
        create index questions_of_request on questions (run_id, request_id, question_id);
        create index questions_open on questions (run_id, turn, question_id) where label is null;
        """;

    // What must never happen is refused by the database as well: more spent than the budget, an image charged twice
    // to a run, an image twice in one request, a row changed after the fact.
    private static string Version1(SqlDialect dialect) =>
        $"""
        create table runs (
            run_id text primary key,
            dataset text not null,
            budget integer not null check (budget >= 1),
            spent integer not null default 0 check (spent between 0 and budget),
            opened_at text not null,
            closed_at text
        );

        create table ledger (
            entry_id {dialect.GrowingKey},
            run_id text not null references runs (run_id),
            request_id text not null,
            sample_id integer not null,
            label integer not null,
            purpose text not null check (purpose in ('seed', 'acquire', 'validate')),
            strategy text not null,
            score double precision not null,
            rank integer not null,
            round integer not null,
            charged boolean not null,
            bought_at text not null,
            trace_id text not null
        );
        create unique index ledger_of_request on ledger (run_id, request_id, sample_id);
        create unique index ledger_charged_once on ledger (run_id, sample_id) where charged;
        create index ledger_of_run on ledger (run_id, entry_id);
        {dialect.AppendOnly("ledger")}

        create table gradings (
            run_id text not null references runs (run_id),
            number integer not null,
            kind text not null check (kind in ('final', 'curve')),
            labels_used integer not null,
            accuracy double precision not null,
            macro_f1 double precision not null,
            graded_at text not null,
            primary key (run_id, number)
        );
        {dialect.AppendOnly("gradings")}
        """;
}
