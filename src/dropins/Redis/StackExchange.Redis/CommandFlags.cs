namespace StackExchange.Redis;

[Flags]
public enum CommandFlags
{
    None = 0,
    PreferMaster = 0,
    HighPriority = 1,
    FireAndForget = 2,
    DemandMaster = 4,
    PreferReplica = 8,
    DemandReplica = 12,
    NoRedirect = 64,
    NoScriptCache = 512,
}
