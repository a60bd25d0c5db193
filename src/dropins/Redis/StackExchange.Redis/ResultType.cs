namespace StackExchange.Redis;

public enum ResultType : byte
{
    None = 0,
    SimpleString = 1,
    Error = 2,
    Integer = 3,
    BulkString = 4,
    Array = 5,
    Null = 8,
    Boolean = 11,
    Double = 9,
    BigInteger = 10,
    BlobError = 12,
    VerbatimString = 13,
    Map = 16,
    Set = 17,
    Attribute = 18,
    Push = 19,
}
