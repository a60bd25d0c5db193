using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.LabelOracle.Names;

/// <summary>Kinds of oracle as they are written in the database.</summary>
internal static class OracleName
{
    public static string Of(OracleKind kind) => kind switch
    {
        OracleKind.Dataset => "dataset",
        OracleKind.Human => "human",
        OracleKind.Sql => "sql",
        OracleKind.Grpc => "grpc",
        _ => throw Refusal.Invalid($"The kind of oracle is {kind}; give dataset, human, sql or grpc."),
    };

    public static OracleKind Parse(string name) => name switch
    {
        "dataset" => OracleKind.Dataset,
        "human" => OracleKind.Human,
        "sql" => OracleKind.Sql,
        "grpc" => OracleKind.Grpc,
        _ => throw new InvalidDataException($"The ledger holds the unknown kind of oracle '{name}'."),
    };
}
