namespace EfficientMnist.LabelOracle.Questions;

/// <summary>Name of a person who labels; whoever works under it works on the same image.</summary>
internal readonly record struct Annotator(string Name)
{
    public static Annotator Parse(string text) => new(Names.Name.Check("annotator", text));

    public override string ToString() => Name;
}
