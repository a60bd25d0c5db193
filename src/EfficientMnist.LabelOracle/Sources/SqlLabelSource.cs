using System.Data.Common;
using System.Globalization;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Names;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace EfficientMnist.LabelOracle.Sources;

/// <summary>A database of the user's own, SQLite or PostgreSQL, that is only ever read: one query for each label.</summary>
/// <param name="settings">Connection and query.</param>
/// <param name="named">The connection string that is configured under the name of the connection; null where none is.</param>
internal sealed class SqlLabelSource(SourceSettings settings, string? named) : ILabelSource
{
    private const int PatienceSeconds = 30;

    private static readonly (string Name, Func<AskedImage, object> Value)[] Parameters =
    [
        ("@file", image => image.File),
        ("@name", image => image.File[(image.File.LastIndexOf('/') + 1)..]),
        ("@id", image => image.Sample.Value),
    ];

    private bool IsPostgres => ConnectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    private string ConnectionString => named ?? settings.Connection;

    private string Description => IsPostgres
        ? new NpgsqlConnectionStringBuilder(ConnectionString) is var server ? $"the PostgreSQL database {server.Database} on {server.Host}" : ""
        : $"the SQLite file {new SqliteConnectionStringBuilder(ConnectionString).DataSource}";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (settings.Connection.Length == 0 || settings.Query.Length == 0)
            throw Refusal.Invalid("oracle.kind=sql needs oracle.connection, such as 'Data Source=/data/labels.db', and oracle.query, such as 'select label from labels where file = @file'.");
        if (named is null && !settings.Connection.Contains('=', StringComparison.Ordinal))
            throw Refusal.InvalidField("oracle.connection", $"There is no connection '{Refusal.Quote(settings.Connection)}' among the ConnectionStrings of the label oracle. Set ConnectionStrings__{Refusal.Quote(settings.Connection)}, or give a connection string.");
        if (named is null && settings.Connection.Contains("password", StringComparison.OrdinalIgnoreCase))
            throw Refusal.InvalidField("oracle.connection", "A password in oracle.connection would stand in the run's options for everyone to read. Set the connection string as ConnectionStrings__labels_source of the label oracle, and give oracle.connection=labels_source.");
        if (!Array.Exists(Parameters, parameter => Uses(parameter.Name)))
            throw Refusal.InvalidField("oracle.query", $"oracle.query names no image: '{Refusal.Quote(settings.Query)}'. It has @file (the file's path), @name (its name alone) or @id (its place in the pool) for it.");
        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            await using var command = CommandFor(connection, new AskedImage(new SampleId(0), ""));
            await command.PrepareAsync(cancellationToken);
        }
        catch (DbException error) when (!IsAway(error))
        {
            throw Refusal.Invalid($"oracle.query does not suit {Description}: {error.Message.TrimEnd('.')}.", error);
        }
        catch (DbException error)
        {
            throw Away(error);
        }
    }

    public async Task<ILookup<SampleId, SourceAnswer>> AskAsync(RunId run, RequestId request, IReadOnlyList<AskedImage> images, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            List<(SampleId Sample, SourceAnswer Answer)> found = [];
            foreach (var image in images)
            {
                await using var command = CommandFor(connection, image);
                await using var rows = await command.ExecuteReaderAsync(cancellationToken);
                while (await rows.ReadAsync(cancellationToken))
                    found.Add((image.Sample, new SourceAnswer(Text(rows, 0), Text(rows, 1))));
            }
            return found.ToLookup(answer => answer.Sample, answer => answer.Answer);
        }
        catch (DbException error) when (IsAway(error))
        {
            throw Away(error);
        }
        catch (DbException error)
        {
            throw Refusal.Conflict($"oracle.query fails in {Description}: {error.Message.TrimEnd('.')}. Nothing was charged; put it right and resume the run.", error);
        }
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        DbConnection connection = IsPostgres
            ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Options = "-c default_transaction_read_only=on", CommandTimeout = PatienceSeconds }.ConnectionString)
            : new SqliteConnection(new SqliteConnectionStringBuilder(ConnectionString) { Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = PatienceSeconds, Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private DbCommand CommandFor(DbConnection connection, AskedImage image)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The query is the user's own, on the user's own database, which is opened read-only.
        command.CommandText = settings.Query;
#pragma warning restore CA2100
        foreach (var (name, value) in Parameters.Where(parameter => Uses(parameter.Name)))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value(image));
            command.Parameters.Add(parameter);
        }
        return command;
    }

    private static string Text(DbDataReader row, int column) =>
        column >= row.FieldCount || row.IsDBNull(column) ? "" : Convert.ToString(row.GetValue(column), CultureInfo.InvariantCulture)!;

    private bool Uses(string parameter) => settings.Query.Contains(parameter, StringComparison.Ordinal);

    // Away, overrun or slow; of SQLite also a file that is not there now, such as one on another machine's disk.
    private static bool IsAway(DbException error) =>
        error.IsTransient || error.InnerException is TimeoutException or IOException or System.Net.Sockets.SocketException || error is SqliteException { SqliteErrorCode: 5 or 6 or 14 };

    private RefusalException Away(DbException error) =>
        Refusal.Unavailable($"{Description} does not answer ({error.Message.TrimEnd('.')}). Nothing was charged; the same labels are asked for again.", error);
}
