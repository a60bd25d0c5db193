using EfficientMnist.LabelOracle.Storage;
using EfficientMnist.TestSupport;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace EfficientMnist.LabelOracle.Tests.Storage;

/// <summary>An empty place for one ledger, which several oracles may open.</summary>
internal sealed class TestStorage : IDisposable
{
    public const string Sqlite = "SQLite";
    public const string Postgres = "PostgreSQL";

    private TestStorage(string? connectionString) => ConnectionString = connectionString;

    /// <summary>State folder; the SQLite ledger is in it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("eml-oracle-").FullName;

    /// <summary>Value of ConnectionStrings:labels; null for the default file.</summary>
    public string? ConnectionString { get; }

    public static async Task<TestStorage> CreateAsync(string kind) => kind switch
    {
        Sqlite => new TestStorage(null),
        Postgres => new TestStorage(await PostgresServer.CreateSchemaAsync()),
        _ => throw new ArgumentException($"No storage is called {kind}."),
    };

    /// <summary>PostgreSQL by a connection string that says nothing of a pool, as a user writes it.</summary>
    public static async Task<TestStorage> CreatePlainPostgresAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder(await PostgresServer.CreateSchemaAsync());
        settings.Remove("Maximum Pool Size");
        return new TestStorage(settings.ToString());
    }

    public ILedgerDatabase Open() => LedgerDatabase.From(new ConfigurationBuilder()
        .AddInMemoryCollection([new("Storage:Root", Folder), new("ConnectionStrings:labels", ConnectionString)])
        .Build());

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
