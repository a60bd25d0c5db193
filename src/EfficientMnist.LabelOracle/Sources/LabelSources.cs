using EfficientMnist.Contracts.V1;

namespace EfficientMnist.LabelOracle.Sources;

/// <summary>The sources of labels by their kind.</summary>
internal sealed class LabelSources(IConfiguration configuration)
{
    public ILabelSource Of(OracleKind kind, SourceSettings settings) => kind switch
    {
        OracleKind.Sql => new SqlLabelSource(settings, configuration.GetConnectionString(settings.Connection)),
        OracleKind.Grpc => new GrpcLabelSource(settings),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), $"Labels of kind {kind} come from no source of the user's own."),
    };
}
