namespace EfficientMnist.LabelOracle.Storage;

/// <summary>The tables of the ledger, made where there are none. A database with tables of another version is refused.</summary>
internal static class LedgerSchema
{
    /// <summary>What the tables are called together; another number whenever they are others.</summary>
    public const int Version = 7;

    /// <exception cref="InvalidDataException">The database has tables of another version; the message names it and the remedy.</exception>
    public static Task CreateAsync(ILedgerDatabase database, TimeProvider time, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (session.Dialect.SchemaLock.Length > 0)
                    await session.ExecuteScriptAsync(session.Dialect.SchemaLock, cancellationToken);
                await session.ExecuteScriptAsync(
                    "create table if not exists schema_version (version integer primary key, applied_at text not null)", cancellationToken);
                var found = (await session.QueryAsync("select max(version) from schema_version", [], row => row.IsDBNull(0) ? 0 : row.GetInt32(0), cancellationToken))[0];
                if (found == Version)
                    return found;
                if (found != 0)
                {
                    throw new InvalidDataException(
                        $"The ledger in {database.Description} has schema version {found}, and this program reads version {Version} only. Start the program that wrote it, or begin a new ledger: move the file away, or name another database with ConnectionStrings:labels.");
                }
                await session.ExecuteScriptAsync(Tables(session.Dialect), cancellationToken);
                return await session.ExecuteAsync(
                    "insert into schema_version (version, applied_at) values (@version, @time)",
                    [("@version", Version), ("@time", LedgerTime.Format(time.GetUtcNow()))],
                    cancellationToken);
            },
            cancellationToken);

    // What must never happen is refused by the database as well: more spent or paid than the budget, an image charged twice to a run,
    // an image twice in one request, two final gradings of the same labels, a row changed after the fact. The rows of one image that people answer
    // form a chain, none superseded twice; an answer may reject the image instead of giving it a label. A run may be extended, and
    // is graded anew then: a grading knows the newest row of the run's ledger at its time, for what was answered before it stays
    // as it is. Every row of a run's ledger carries the checksum of all rows before it. The questions
    // say no more than the ledger and the requests do, and change. So do second answers, which are no labels: they tell
    // how far people agree. A run's epoch is that of its latest
    // activation that has asked for labels.
    private static string Tables(SqlDialect dialect) =>
        $"""
        create table runs (
            run_id text primary key,
            dataset text not null,
            budget integer not null check (budget >= 1),
            spent integer not null default 0 check (spent between 0 and budget),
            oracle text not null check (oracle in ('dataset', 'human', 'sql', 'grpc')),
            source text not null,
            class_names text not null,
            second_share double precision not null check (second_share between 0 and 1),
            prices text not null,
            money bigint,
            paid bigint not null default 0 check (paid >= 0 and (money is null or paid <= money)),
            epoch bigint not null default 0,
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
            paid bigint not null check (paid = 0 or (charged and paid > 0) or (action = 'undone' and paid < 0)),
            bought_at text not null,
            trace_id text not null,
            action text not null check (action in ('bought', 'answered', 'skipped', 'undone', 'corrected', 'given')),
            annotator text not null,
            supersedes_entry_id bigint references ledger (entry_id),
            reject text not null check (reject in ('', 'none_of_these', 'unusable')),
            chain text not null
        );
        create unique index ledger_of_request on ledger (run_id, request_id, sample_id) where action = 'bought';
        create unique index ledger_charged_once on ledger (run_id, sample_id) where charged and action = 'bought';
        create unique index ledger_superseded_once on ledger (supersedes_entry_id) where supersedes_entry_id is not null;
        create unique index ledger_one_first_answer on ledger (run_id, sample_id) where action <> 'bought' and supersedes_entry_id is null;
        create index ledger_of_run on ledger (run_id, entry_id);
        {dialect.AppendOnly("ledger")}

        create table gradings (
            run_id text not null references runs (run_id),
            number integer not null,
            kind text not null check (kind in ('final', 'curve')),
            member text not null,
            labels_used integer not null,
            predictions text not null,
            accuracy double precision not null,
            macro_f1 double precision not null,
            graded_at text not null,
            last_entry_id bigint not null,
            primary key (run_id, number)
        );
        create unique index gradings_one_final_of_labels on gradings (run_id, labels_used) where kind = 'final';
        create unique index gradings_one_of_each_place on gradings (run_id, labels_used, member) where kind = 'curve';
        {dialect.AppendOnly("gradings")}

        create table extensions (
            run_id text not null references runs (run_id),
            number integer not null,
            budget integer not null,
            money bigint,
            extended_at text not null,
            primary key (run_id, number)
        );
        {dialect.AppendOnly("extensions")}

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
        create index questions_of_request on questions (run_id, request_id, question_id);
        create index questions_open on questions (run_id, turn, question_id) where label is null;

        create table second_answers (
            run_id text not null references runs (run_id),
            sample_id integer not null,
            annotator text not null default '',
            label integer not null default -1,
            reject text not null default '' check (reject in ('', 'none_of_these', 'unusable')),
            answered_at text not null default '',
            entry_id bigint references ledger (entry_id),
            skipped_by text not null default '',
            holder text not null default '',
            held_until text not null default '',
            primary key (run_id, sample_id)
        );

        create table reservations (
            run_id text not null references runs (run_id),
            request_id text not null,
            labels integer not null check (labels >= 0),
            money bigint not null check (money >= 0),
            primary key (run_id, request_id)
        );
        """;
}
