using EfficientMnist.Postgres;
using Npgsql;

namespace EfficientMnist.Silo.Tests;

public sealed class PostgresSourceTests
{
    [Theory]
    [InlineData("Host=db", 16)]
    [InlineData("Host=db;Maximum Pool Size=5", 5)]
    [InlineData("Host=db;MaxPoolSize=5", 5)]
    [InlineData("host=db;maximum pool size=5", 5)]
    // As many as Npgsql takes by itself, but said.
    [InlineData("Host=db;Maximum Pool Size=100", 100)]
    public void Create_WithADefault_LeavesWhatIsGivenUnderAnyName(string connectionString, int expected)
    {
        using var source = PostgresSource.Create(connectionString, ("Maximum Pool Size", 16));

        Assert.Equal(expected, new NpgsqlConnectionStringBuilder(source.ConnectionString).MaxPoolSize);
    }

    [Fact]
    public void Describe_OfADatabase_NamesItWithoutItsPassword() =>
        Assert.Equal("PostgreSQL database eml on db:5433", PostgresSource.Describe("Host=db;Port=5433;Database=eml;Username=eml;Password=hush"));
}
