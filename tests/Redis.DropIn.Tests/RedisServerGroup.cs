namespace Redis.DropIn.Tests;

[CollectionDefinition(Name)]
public sealed class RedisServerGroup : ICollectionFixture<RedisServerFixture>
{
    public const string Name = "one redis-server";
}
