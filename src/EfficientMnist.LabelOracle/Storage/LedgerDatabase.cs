using EfficientMnist.Contracts.Topology;
using Microsoft.Data.Sqlite;

namespace EfficientMnist.LabelOracle.Storage;

internal static class LedgerDatabase
{
    private const string SynchronousKey = "Ledger:Synchronous";

    /// <summary>
    /// The database that <c>ConnectionStrings:labels</c> names: PostgreSQL where it has a host, else a SQLite file;
    /// without it <c>ledger.db</c> in the state folder.
    /// </summary>
    public static ILedgerDatabase From(IConfiguration configuration)
    {
        var given = configuration.GetConnectionString("labels");
        if (string.IsNullOrWhiteSpace(given))
            return new SqliteLedgerDatabase(SqliteFile(Path.Combine(StateFolder.Resolve(configuration[StateFolder.Key]), "ledger.db")), Synchronous(configuration));
        return given.Contains("Host=", StringComparison.OrdinalIgnoreCase)
            ? new PostgresLedgerDatabase(given)
            : new SqliteLedgerDatabase(given, Synchronous(configuration));
    }

    private static string Synchronous(IConfiguration configuration) => configuration[SynchronousKey] switch
    {
        null or "" or SqliteLedgerDatabase.Normal => SqliteLedgerDatabase.Normal,
        SqliteLedgerDatabase.Full => SqliteLedgerDatabase.Full,
        var other => throw new ArgumentException($"{SynchronousKey} is '{other}'; give normal (a label survives the end of the process) or full (the loss of power, too)."),
    };

    /// <summary>The connection string of a SQLite file.</summary>
    public static string SqliteFile(string path) => new SqliteConnectionStringBuilder { DataSource = path }.ToString();
}
