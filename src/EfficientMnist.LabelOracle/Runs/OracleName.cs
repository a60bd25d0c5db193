using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>Kinds of oracle as they are written in the database.</summary>
internal static class OracleName
{
    public static string Of(OracleKind kind) => kind switch
    {
        OracleKind.Dataset => "dataset",
        OracleKind.Human => "human",
        _ => throw Refusal.Invalid($"The kind of oracle is {kind}; give dataset or human."),
    };

    public static OracleKind Parse(string name) => name switch
    {
        "dataset" => OracleKind.Dataset,
        "human" => OracleKind.Human,
        _ => throw new InvalidDataException($"The ledger holds the unknown kind of oracle '{name}'."),
    };
}
