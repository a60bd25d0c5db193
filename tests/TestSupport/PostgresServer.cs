using System.Diagnostics;
using EfficientMnist.Contracts.Topology;
using Npgsql;

namespace EfficientMnist.TestSupport;

/// <summary>A private PostgreSQL on a free port, started at first use, that ends with this process however that ends.</summary>
public static class PostgresServer
{
    private static readonly string? Binaries = FindBinaries();
    private static readonly Lazy<Task<string>> Started = new(StartAsync);

    // Kept: the server would end with the pipe of a collected process object.
    private static Process? _server;

    /// <summary>Null where PostgreSQL is installed.</summary>
    public static string? WhyAbsent =>
        Binaries is null ? "PostgreSQL is not installed (Debian: apt-get install postgresql)" : null;

    /// <summary>Connection string of a new, empty schema.</summary>
    public static async Task<string> CreateSchemaAsync()
    {
        var server = await Started.Value;
        var schema = $"t{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand($"create schema {schema}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { SearchPath = schema, ApplicationName = schema }.ToString();
    }

    private static string? FindBinaries() => new[] { "/usr/lib/postgresql", "/usr/local/pgsql" }
        .Where(Directory.Exists)
        .SelectMany(root => Directory.EnumerateFiles(root, "initdb", SearchOption.AllDirectories))
        .Select(path => Path.GetDirectoryName(path)!)
        .Order(StringComparer.Ordinal)
        .LastOrDefault();

    private static async Task<string> StartAsync()
    {
        var port = FreePorts.Take(1)[0];
        // The server lives as long as the pipe to this process; PostgreSQL refuses to run as root.
        var script =
            $"""
            if [ "$(id -u)" = 0 ]; then as="runuser -u postgres --"; fi
            dir=$($as mktemp -d)
            $as {Binaries}/initdb -D $dir/data -A trust -U eml -N --locale=C -E UTF8 > $dir/log 2>&1 || cat $dir/log >&2
            cd $dir
            $as {Binaries}/postgres -D $dir/data -p {port} -h 127.0.0.1 -k '' -c fsync=off -c max_connections=200 >> $dir/log 2>&1 &
            cat > /dev/null
            kill -QUIT $(head -n 1 $dir/data/postmaster.pid)
            wait
            rm -rf $dir
            """;
        _server = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardInput = true })!;
        var connectionString = $"Host=127.0.0.1;Port={port};Username=eml;Database=postgres;Maximum Pool Size=80";
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync();
                return connectionString;
            }
            catch (NpgsqlException) when (deadline.Elapsed < TimeSpan.FromSeconds(60) && !_server.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }
}
