using StackExchange.Redis.Protocol;

namespace StackExchange.Redis.Connections;

/// <summary>What is said on a fresh connection before any command: protocol, login, name, database, and one PING as proof.</summary>
internal static class Handshake
{
    public static async Task RunAsync(ConfigurationOptions options, string clientName, ConnectionType type, RespWriter writer, RespReader reader, CancellationToken cancellationToken)
    {
        async Task SayAsync(string command, params RedisValue[] arguments)
        {
            await writer.WriteAsync(command, arguments, cancellationToken);
            await writer.FlushAsync(cancellationToken);
            Check(command, await reader.ReadAsync(null, cancellationToken));
        }

        var hasPassword = !string.IsNullOrEmpty(options.Password);
        if (options.Protocol == RedisProtocol.Resp3)
            await SayAsync("HELLO", hasPassword ? [3, "AUTH", options.User ?? "default", options.Password] : [3]);
        else if (hasPassword)
            await SayAsync("AUTH", string.IsNullOrEmpty(options.User) ? [options.Password] : [options.User, options.Password]);

        // Redis takes printable ASCII without spaces only.
        var name = string.Concat(clientName.Where(static c => c is >= '!' and <= '~'));
        if (name.Length > 0)
            await SayAsync("CLIENT", "SETNAME", name);
        if (type == ConnectionType.Interactive && options.DefaultDatabase is > 0 and var database)
            await SayAsync("SELECT", database);
        await SayAsync("PING");
    }

    private static void Check(string name, RespValue reply)
    {
        if (!reply.IsError)
            return;
        var error = new RedisServerException(reply.Text);
        throw reply.Text.Split(' ')[0] switch
        {
            "NOAUTH" or "WRONGPASS" or "NOPERM" => Refused(error),
            "LOADING" => new RedisConnectionException(ConnectionFailureType.Loading, $"The server is loading its data: {reply.Text}", error),
            _ when name is "AUTH" => Refused(error),
            _ => new RedisConnectionException(ConnectionFailureType.ProtocolFailure, $"The server refused {name}: {reply.Text}", error),
        };
    }

    private static RedisConnectionException Refused(RedisServerException error) => new(
        ConnectionFailureType.AuthenticationFailure,
        $"There was an authentication failure; check that passwords (or client certificates) are configured correctly: (RedisServerException) {error.Message}",
        error);
}
