namespace EfficientMnist.LabelOracle.Storage;

/// <summary>The few fragments in which SQLite and PostgreSQL differ.</summary>
internal sealed record SqlDialect
{
    /// <summary>Type and constraints of a growing primary key.</summary>
    public required string GrowingKey { get; init; }

    /// <summary>Ends a select whose rows stay locked until the transaction ends.</summary>
    public required string RowLock { get; init; }

    /// <summary>A subquery that yields the integers of the JSON array in parameter <c>@ids</c>.</summary>
    public required string IdsFromJson { get; init; }

    /// <summary>Statement that lets one process at a time make the tables; empty where a write transaction does so anyway.</summary>
    public required string SchemaLock { get; init; }

    /// <summary>Statement that announces a change of the run <c>@run</c>; empty where one process has the database to itself.</summary>
    public required string Announce { get; init; }

    /// <summary>The name of a table → statements that make the database itself refuse to change or remove its rows.</summary>
    public required Func<string, string> AppendOnly { get; init; }
}
