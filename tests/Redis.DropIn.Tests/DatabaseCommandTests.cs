using StackExchange.Redis;

namespace Redis.DropIn.Tests;

[Collection(RedisServerGroup.Name)]
public sealed class DatabaseCommandTests(RedisServerFixture fixture)
{
    private readonly IDatabase db = fixture.Redis.GetDatabase();

    private readonly RedisKey key = RedisServerFixture.NewKey();

    [Fact]
    public async Task Strings_SetAndGet_Answer()
    {
        Assert.True((await db.StringGetAsync(key)).IsNull);
        Assert.True(await db.StringSetAsync(key, "value"));
        Assert.Equal("value", await db.StringGetAsync(key));
        Assert.Equal("value", db.StringGet(key));
        Assert.False(await db.StringSetAsync(key, "other", when: When.NotExists));
        Assert.True(await db.StringSetAsync(key, "other", TimeSpan.FromMinutes(1), When.Exists));
        Assert.InRange((await db.KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
        Assert.True(db.StringSet(key, "third", keepTtl: true));
        Assert.NotNull(db.KeyTimeToLive(key));
        Assert.Equal("third", await db.StringGetSetAsync(key, "a"));
        Assert.Equal(3, await db.StringAppendAsync(key, "bc"));
        Assert.Equal("bc", await db.StringGetRangeAsync(key, 1, 2));
        Assert.Equal(3, await db.StringLengthAsync(key));
        Assert.Equal(5, await db.StringSetRangeAsync(key, 3, "de"));
        Assert.Equal("abcde", await db.StringGetDeleteAsync(key));
        Assert.False(await db.KeyExistsAsync(key));
    }

    [Fact]
    public async Task Strings_ManyAtOnce_KeepTheirOrder()
    {
        KeyValuePair<RedisKey, RedisValue>[] pairs = [new(key.Append("1"), "one"), new(key.Append("2"), 2), new(key.Append("3"), "")];

        Assert.True(await db.StringSetAsync(pairs));
        Assert.False(await db.StringSetAsync(pairs, When.NotExists));
        var values = await db.StringGetAsync([key.Append("3"), key.Append("none"), key.Append("1"), key.Append("2")]);

        Assert.Equal([RedisValue.EmptyString, RedisValue.Null, "one", 2], values);
        Assert.Empty(await db.StringGetAsync([]));
        Assert.Equal(2, await db.KeyExistsAsync([key.Append("1"), key.Append("2"), key.Append("none")]));
        Assert.Equal(3, await db.KeyDeleteAsync([.. pairs.Select(pair => pair.Key)]));
    }

    [Fact]
    public async Task Numbers_Increment_Answer()
    {
        Assert.Equal(1, await db.StringIncrementAsync(key));
        Assert.Equal(11, db.StringIncrement(key, 10));
        Assert.Equal(9, await db.StringDecrementAsync(key, 2));
        Assert.Equal(9.5, await db.StringIncrementAsync(key, 0.5));
        Assert.Equal(9.25, await db.StringDecrementAsync(key, 0.25));
        Assert.Equal(9.25, (double)await db.StringGetAsync(key));
    }

    [Fact]
    public async Task Keys_ExpireRenamePersist_Answer()
    {
        var other = RedisServerFixture.NewKey();
        await db.StringSetAsync(key, 1);

        Assert.Null(await db.KeyTimeToLiveAsync(key));
        Assert.False(await db.KeyExpireAsync(key, TimeSpan.FromMinutes(1), ExpireWhen.HasExpiry));
        Assert.True(await db.KeyExpireAsync(key, TimeSpan.FromMinutes(1)));
        Assert.True(await db.KeyExpireAsync(key, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1), ExpireWhen.GreaterThanCurrentExpiry));
        Assert.True(await db.KeyTimeToLiveAsync(key) > TimeSpan.FromMinutes(50));
        Assert.True(await db.KeyPersistAsync(key));
        Assert.True(await db.KeyRenameAsync(key, other));
        Assert.Equal(RedisType.None, await db.KeyTypeAsync(key));
        Assert.Equal(RedisType.String, db.KeyType(other));
        Assert.True(await db.KeyExpireAsync(other, TimeSpan.FromMilliseconds(5)));
        await Eventually.TrueAsync(async () => !await db.KeyExistsAsync(other));
        Assert.False(await db.KeyDeleteAsync(other));
    }

    [Fact]
    public async Task Hashes_Answer()
    {
        Assert.True(await db.HashSetAsync(key, "a", 1));
        Assert.False(await db.HashSetAsync(key, "a", 2, When.NotExists));
        await db.HashSetAsync(key, [new("b", "two"), new("c", 3.5)]);
        Assert.Equal(1, await db.HashGetAsync(key, "a"));
        Assert.Equal(["two", RedisValue.Null], await db.HashGetAsync(key, ["b", "none"]));
        Assert.Equal(["a", "b", "c"], (await db.HashGetAllAsync(key)).Select(entry => (string?)entry.Name).Order());
        Assert.Equal(3, await db.HashLengthAsync(key));
        Assert.Equal(3, (await db.HashKeysAsync(key)).Length);
        Assert.Contains("two", await db.HashValuesAsync(key));
        Assert.Equal(5, await db.HashIncrementAsync(key, "a", 4));
        Assert.Equal(4, await db.HashDecrementAsync(key, "a"));
        Assert.Equal(4.0, db.HashIncrement(key, "c", 0.5));
        Assert.True(await db.HashExistsAsync(key, "b"));
        Assert.True(await db.HashDeleteAsync(key, "b"));
        Assert.Equal(2, await db.HashDeleteAsync(key, ["a", "c", "none"]));
    }

    [Fact]
    public async Task Lists_Answer()
    {
        Assert.Equal(0, await db.ListRightPushAsync(key, "x", When.Exists));
        Assert.Equal(3, await db.ListRightPushAsync(key, ["b", "c", "d"]));
        Assert.Equal(4, await db.ListLeftPushAsync(key, "a"));
        Assert.Equal(["a", "b", "c", "d"], await db.ListRangeAsync(key));
        Assert.Equal("b", await db.ListGetByIndexAsync(key, 1));
        await db.ListSetByIndexAsync(key, 1, "B");
        Assert.Equal(1, await db.ListRemoveAsync(key, "c"));
        Assert.Equal("a", await db.ListLeftPopAsync(key));
        Assert.Equal("d", await db.ListRightPopAsync(key));
        Assert.Equal(1, await db.ListLengthAsync(key));
        await db.ListTrimAsync(key, 1, 0);
        Assert.Null(await db.ListLeftPopAsync(key, 2));
    }

    [Fact]
    public async Task Sets_Answer()
    {
        Assert.True(await db.SetAddAsync(key, "a"));
        Assert.Equal(2, await db.SetAddAsync(key, ["a", "b", "c"]));
        Assert.True(await db.SetContainsAsync(key, "b"));
        Assert.Equal(["a", "b", "c"], (await db.SetMembersAsync(key)).Select(value => (string?)value).Order());
        Assert.True(await db.SetRemoveAsync(key, "a"));
        Assert.Equal(1, await db.SetRemoveAsync(key, ["b", "none"]));
        Assert.Equal(1, await db.SetLengthAsync(key));
        Assert.Equal("c", await db.SetPopAsync(key));
    }

    [Fact]
    public async Task Execute_AnyCommand_GivesItsReply()
    {
        Assert.Equal("OK", (string?)await db.ExecuteAsync("set", key, "v"));
        Assert.Equal("v", (string?)db.Execute("GET", key));
        Assert.True((await db.ExecuteAsync("GET", "no such key")).IsNull);
        Assert.Equal(1, (long)await db.ExecuteAsync("EXISTS", key));
        var list = await db.ExecuteAsync("MGET", [key, (RedisKey)"no such key"], CommandFlags.None);
        Assert.Equal((2, ResultType.Array), (list.Length, list.Resp2Type));
        Assert.Equal(new string?[] { "v", null }, ((string?[]?)list)!);
        Assert.True(await db.PingAsync() > TimeSpan.Zero);
        Assert.True(db.Ping() > TimeSpan.Zero);
    }

    [Fact]
    public async Task Command_OnWrongType_ThrowsServerException()
    {
        await db.ListLeftPushAsync(key, "x");

        var exception = await Assert.ThrowsAsync<RedisServerException>(() => db.StringGetAsync(key));

        Assert.StartsWith("WRONGTYPE", exception.Message, StringComparison.Ordinal);
        Assert.Throws<RedisServerException>(() => db.StringGet(key));
    }

    [Fact]
    public async Task FireAndForget_ReturnsAtOnce_AndIsDone()
    {
        Assert.False(await db.StringSetAsync(key, "later", flags: CommandFlags.FireAndForget));

        Assert.Equal("later", await db.StringGetAsync(key));
    }

    [Fact]
    public async Task Databases_SharingOneConnection_StayApart()
    {
        var second = fixture.Redis.GetDatabase(2);
        await db.StringSetAsync(key, "zero");
        await second.StringSetAsync(key, "two");

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? db : second).StringGetAsync(key)));

        Assert.All(answers.Index(), answer => Assert.Equal(answer.Index % 2 == 0 ? "zero" : "two", answer.Item));
    }

    [Fact]
    public async Task Database_ThatDoesNotExist_FailsWithoutTouchingAnother()
    {
        await db.StringSetAsync(key, "mine");

        await Assert.ThrowsAsync<RedisServerException>(() => fixture.Redis.GetDatabase(99).KeyDeleteAsync(key));

        Assert.Equal("mine", await db.StringGetAsync(key));
    }

    [Fact]
    public async Task Server_KeysInfoSize_Answer()
    {
        var server = fixture.Redis.GetServers().Single();
        await fixture.Redis.GetDatabase(5).StringSetAsync([.. Enumerable.Range(0, 600).Select(i => new KeyValuePair<RedisKey, RedisValue>($"{key}:{i}", i))]);

        var found = new HashSet<RedisKey>();
        await foreach (var each in server.KeysAsync(5, $"{key}:*", pageSize: 50))
            found.Add(each);

        Assert.Equal(600, found.Count);
        Assert.Equal(600, server.Keys(5, $"{key}:*").Distinct().Count());
        Assert.Equal(600, await server.DatabaseSizeAsync(5));
        await server.FlushDatabaseAsync(5);
        Assert.Equal(0, server.DatabaseSize(5));
        Assert.Contains("redis_version", await server.InfoRawAsync("server"), StringComparison.Ordinal);
    }
}
