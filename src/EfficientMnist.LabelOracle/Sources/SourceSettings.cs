namespace EfficientMnist.LabelOracle.Sources;

/// <summary>Where labels come from that neither a data set nor people give.</summary>
/// <param name="Connection">A connection string of a database, or the name of one.</param>
/// <param name="Query">Gives the label of one image.</param>
/// <param name="Address">The address of a program.</param>
internal sealed record SourceSettings(string Connection, string Query, string Address)
{
    public static SourceSettings None { get; } = new("", "", "");
}
