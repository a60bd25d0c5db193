using EfficientMnist.Contracts.Topology;
using Microsoft.Data.Sqlite;

namespace EfficientMnist.LabelOracle.Storage;

internal static class LedgerDatabase
{
    /// <summary>
    /// The database that <c>ConnectionStrings:labels</c> names: PostgreSQL where it has a host, else a SQLite file;
    /// without it <c>ledger.db</c> in the state folder.
    /// </summary>
    public static ILedgerDatabase From(IConfiguration configuration)
    {
        var given = configuration.GetConnectionString("labels");
        if (string.IsNullOrWhiteSpace(given))
            return new SqliteLedgerDatabase(SqliteFile(Path.Combine(StateFolder.Resolve(configuration[StateFolder.Key]), "ledger.db")));
        return given.Contains("Host=", StringComparison.OrdinalIgnoreCase)
            ? new PostgresLedgerDatabase(given)
            : new SqliteLedgerDatabase(given);
    }

    /// <summary>The connection string of a SQLite file.</summary>
    public static string SqliteFile(string path) => new SqliteConnectionStringBuilder { DataSource = path }.ToString();
}
