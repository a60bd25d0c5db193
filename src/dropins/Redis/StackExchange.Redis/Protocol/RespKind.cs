namespace StackExchange.Redis.Protocol;

internal enum RespKind : byte
{
    Null,
    SimpleString,
    Error,
    Integer,
    BulkString,
    Array,
    Double,
    Boolean,
    BigNumber,
    BulkError,
    VerbatimString,
    Map,
    Set,
    Push,
}
