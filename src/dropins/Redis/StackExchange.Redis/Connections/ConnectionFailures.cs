using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StackExchange.Redis.Connections;

/// <summary>What the caller is told when a command could not be sent or got no reply.</summary>
internal static class ConnectionFailures
{
    public static ConnectionFailureType TypeOf(Exception exception) => exception switch
    {
        RedisConnectionException redis => redis.FailureType,
        EndOfStreamException => ConnectionFailureType.SocketClosed,
        ObjectDisposedException => ConnectionFailureType.ConnectionDisposed,
        SocketException or IOException => ConnectionFailureType.SocketFailure,
        System.Security.Authentication.AuthenticationException => ConnectionFailureType.AuthenticationFailure,
        _ => ConnectionFailureType.InternalFailure,
    };

    public static RedisConnectionException Lost(Exception cause, PendingCommand command) => new(
        TypeOf(cause), $"The connection was lost before the reply to {command.Description} came: {cause.Message}", cause, command.Status);

    public static RedisConnectionException NotConnected(Exception? cause, PendingCommand command) => new(
        ConnectionFailureType.UnableToResolvePhysicalConnection,
        $"No connection is available to service this operation: {command.Description}{Because(cause)}",
        cause,
        CommandStatus.WaitingToBeSent);

    public static Exception TimedOut(EndPoint? endpoint, Exception? cause, PendingCommand command, int timeout)
    {
        if (command.Status == CommandStatus.WaitingInBacklog && cause is not null)
        {
            return new RedisConnectionException(
                TypeOf(cause),
                string.Create(CultureInfo.InvariantCulture, $"The message timed out in the backlog attempting to send because no connection became available ({timeout}ms), command={command.Description}{Because(cause)}"),
                cause,
                command.Status);
        }

        return new RedisTimeoutException(
            string.Create(CultureInfo.InvariantCulture, $"Timeout awaiting response ({timeout}ms), command={command.Description}, status={command.Status}, server={EndPointCollection.Format(endpoint)}"),
            command.Status);
    }

    private static string Because(Exception? cause) => cause is null ? "" : $" - Last Connection Exception: {cause.Message}";
}
