using System.Diagnostics;
using StackExchange.Redis.Protocol;

namespace StackExchange.Redis.Connections;

/// <summary>A command on its way: waiting to be sent, or sent and waiting for its reply.</summary>
internal abstract class PendingCommand(string name, RedisValue[] arguments)
{
    public string Name { get; } = name;

    public RedisValue[] Arguments { get; } = arguments;

    /// <summary>-1: whichever the connection is on.</summary>
    public int Database { get; init; } = -1;

    /// <summary>The reply's bytes are wanted in a pooled array.</summary>
    public bool WantsLease { get; init; }

    public bool IsFireAndForget { get; init; }

    public long CreatedAt { get; } = Stopwatch.GetTimestamp();

    public CommandStatus Status { get; set; } = CommandStatus.WaitingInBacklog;

    public Activity? Activity { get; set; }

    public abstract bool IsCompleted { get; }

    public TimeSpan Age => Stopwatch.GetElapsedTime(CreatedAt);

    /// <summary>For messages: the command and its first key, cut short, never a value.</summary>
    public string Description
    {
        get
        {
            if (Arguments.Length == 0 || Name is "AUTH" or "HELLO")
                return Name;
            var key = Arguments[0].ToString();
            return $"{Name} {(key.Length > 80 ? key[..80] + "…" : key)}";
        }
    }

    public abstract void Complete(in RespValue reply);

    public abstract void Fail(Exception exception);
}
