using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.LabelOracle.Names;

/// <summary>Purposes as they are written in the ledger and in telemetry.</summary>
internal static class PurposeName
{
    public static string Of(QueryPurpose purpose) => purpose switch
    {
        QueryPurpose.Seed => "seed",
        QueryPurpose.Acquire => "acquire",
        QueryPurpose.Validate => "validate",
        _ => throw Refusal.Invalid($"The purpose is {purpose}; give seed, acquire or validate."),
    };

    public static QueryPurpose Parse(string name) => name switch
    {
        "seed" => QueryPurpose.Seed,
        "acquire" => QueryPurpose.Acquire,
        "validate" => QueryPurpose.Validate,
        _ => throw new InvalidDataException($"The ledger holds the unknown purpose '{name}'."),
    };
}
