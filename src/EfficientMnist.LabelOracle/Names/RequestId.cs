
namespace EfficientMnist.LabelOracle.Names;

/// <summary>Name of one purchase within its run, chosen by the buyer so that it can be repeated without harm.</summary>
internal readonly record struct RequestId(string Value)
{
    public static RequestId Parse(string text) => new(Name.Check("request id", text));

    public override string ToString() => Value;
}
