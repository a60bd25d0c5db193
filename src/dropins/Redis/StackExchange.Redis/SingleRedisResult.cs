namespace StackExchange.Redis;

internal sealed class SingleRedisResult(RedisValue value, ResultType type) : RedisResult
{
    public override ResultType Resp3Type => IsNull ? ResultType.Null : type;

    public override ResultType Resp2Type => type switch
    {
        ResultType.SimpleString or ResultType.Integer or ResultType.BulkString => type,
        ResultType.Boolean => ResultType.Integer,
        _ => ResultType.BulkString,
    };

    public override bool IsNull => value.IsNull;

    internal override RedisValue Value => value;

    public override string? ToString() => value.ToString();

    internal override T[]? Convert<T>(Converter<RedisResult, T> convert) => IsNull ? null : [convert(this)];
}
