using System.Data.Common;
using System.Threading.Channels;
using EfficientMnist.Postgres;
using Npgsql;

namespace EfficientMnist.Silo;

/// <summary>
/// The PostgreSQL that the workers of a cluster write what they have done to. Calls are synchronous: they belong to turns of a
/// grain, between whose parts nothing else may happen.
/// </summary>
/// <param name="connectionString">Where it is. Times that it does not give are shorter than usual: a worker that is cut off is to notice.</param>
public sealed class SharedDatabase(string connectionString) : IDisposable
{
    private const int PoolSize = 16;
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 10;
    private const int KeepAliveSeconds = 5;
    private static readonly TimeSpan BetweenHearings = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _source = PostgresSource.Create(
        connectionString, ("Maximum Pool Size", PoolSize), ("Timeout", ConnectSeconds), ("Command Timeout", CommandSeconds), ("Keepalive", KeepAliveSeconds));

    /// <summary>Which database this is, for messages; without password.</summary>
    public string Description { get; } = PostgresSource.Describe(connectionString);

    /// <summary>Makes the tables where there are none, whichever worker comes first.</summary>
    /// <param name="name">What the tables are called together.</param>
    /// <param name="version">Another number whenever they are others.</param>
    /// <param name="script">Makes them.</param>
    /// <exception cref="InvalidDataException">There are tables of another version.</exception>
    public void Create(string name, int version, string script) => Write(session =>
    {
        session.Execute("select pg_advisory_xact_lock(hashtext('efficientmnist tables'))");
        session.Execute("create table if not exists shared_tables (name text primary key, version integer not null)");
        var found = session.Query("select version from shared_tables where name = @name", row => row.GetInt32(0), ("@name", name));
        if (found is [var other] && other != version)
            throw new InvalidDataException($"The tables of {name} in {Description} have version {other}, and this program reads version {version} only. Start the program that wrote them, or name another database with ConnectionStrings:labels.");
        if (found.Count > 0)
            return;
        session.Execute(script);
        session.Execute("insert into shared_tables (name, version) values (@name, @version)", ("@name", name), ("@version", version));
    });

    /// <summary>Runs queries on a connection of their own.</summary>
    /// <exception cref="DatabaseAwayException">The database does not answer.</exception>
    public T Read<T>(Func<SharedSession, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            using var connection = _source.OpenConnection();
            return work(new SharedSession(connection));
        }
        catch (NpgsqlException error) when (IsAway(error))
        {
            throw new DatabaseAwayException(Description, error);
        }
    }

    /// <summary>Runs <paramref name="work"/> as one transaction: committed when it returns, rolled back when it throws.</summary>
    /// <exception cref="DatabaseAwayException">The database does not answer; whether it has kept what was written is not known.</exception>
    public T Write<T>(Func<SharedSession, T> work) => Read(session => session.InTransaction(work));

    /// <inheritdoc cref="Write{T}"/>
    public void Write(Action<SharedSession> work) => Write(session =>
    {
        work(session);
        return true;
    });

    /// <summary>
    /// Has what is announced on a channel heard until it is cancelled, each once of what came in a moment: who reads it again reads
    /// it together. At the beginning, and whenever the connection was lost, all that there is.
    /// </summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="all">Whatever may have been announced meanwhile.</param>
    /// <param name="hear">Told what was announced.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    public async Task ListenAsync(string channel, Func<IEnumerable<string>> all, Action<IReadOnlyCollection<string>> hear, CancellationToken cancellationToken)
    {
        var announced = Channel.CreateUnbounded<string>();
        await Task.WhenAll(_source.ListenAsync(channel, Note, () => all().ToList().ForEach(Note), cancellationToken), HearAsync());

        void Note(string text) => announced.Writer.TryWrite(text);

        async Task HearAsync()
        {
            while (await announced.Reader.WaitToReadAsync(cancellationToken))
            {
                var texts = new HashSet<string>(StringComparer.Ordinal);
                while (announced.Reader.TryRead(out var text))
                    texts.Add(text);
                try
                {
                    hear(texts);
                }
                catch (DatabaseAwayException)
                {
                    // The connection that listens is gone as well; with the next one all is heard.
                }
                await Task.Delay(BetweenHearings, cancellationToken);
            }
        }
    }

    public void Dispose() => _source.Dispose();

    // What a statement itself does wrong is a fault of the program, not of the connection.
    private static bool IsAway(NpgsqlException error) => error is not PostgresException || error.IsTransient;
}

/// <summary>One connection to the shared database. Not for concurrent use.</summary>
public sealed class SharedSession
{
    private readonly NpgsqlConnection _connection;
    private NpgsqlTransaction? _transaction;

    internal SharedSession(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Returns how many rows were affected.</summary>
    public int Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public IReadOnlyList<T> Query<T>(string sql, Func<DbDataReader, T> read, params (string Name, object Value)[] parameters)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    internal T InTransaction<T>(Func<SharedSession, T> work)
    {
        // READ COMMITTED: the condition of an update is read again once the row's lock is free.
        using var transaction = _connection.BeginTransaction();
        _transaction = transaction;
        try
        {
            var result = work(this);
            transaction.Commit();
            return result;
        }
        finally
        {
            _transaction = null;
        }
    }

    private NpgsqlCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, _connection, _transaction);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}

/// <summary>The shared database does not answer. A caller that waits for a disk waits for it as well.</summary>
public sealed class DatabaseAwayException(string database, Exception cause)
    : IOException($"{database} does not answer: {cause.Message.TrimEnd('.')}.", cause);
