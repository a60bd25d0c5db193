namespace EfficientMnist.LabelOracle.Runs;

/// <summary>Name of a run, chosen by whoever opens it.</summary>
internal readonly record struct RunId(string Value)
{
    public static RunId Parse(string text) => new(Name.Check("run id", text));

    public override string ToString() => Value;
}
