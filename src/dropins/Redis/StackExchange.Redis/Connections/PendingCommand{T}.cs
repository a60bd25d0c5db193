using System.Diagnostics;
using StackExchange.Redis.Protocol;

namespace StackExchange.Redis.Connections;

internal sealed class PendingCommand<T>(string name, RedisValue[] arguments, Func<RespValue, T> map) : PendingCommand(name, arguments)
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => completion.Task;

    public override bool IsCompleted => completion.Task.IsCompleted;

    public override void Complete(in RespValue reply)
    {
        if (reply.IsError)
        {
            Fail(new RedisServerException(reply.Text));
            return;
        }

        T result;
        try
        {
            result = map(reply);
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException or RedisCommandException or IndexOutOfRangeException)
        {
            Fail(exception);
            return;
        }

        if (completion.TrySetResult(result))
            Activity?.Dispose();
        else
            reply.Lease?.Dispose();
    }

    public override void Fail(Exception exception)
    {
        if (!completion.TrySetException(exception))
            return;
        Activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
        Activity?.Dispose();

        // Nobody need look at the task of a command sent without waiting for the reply.
        if (IsFireAndForget)
            _ = completion.Task.Exception;
    }
}
