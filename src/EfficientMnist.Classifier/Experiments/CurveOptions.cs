namespace EfficientMnist.Classifier.Experiments;

/// <summary>At which label counts the run remembers its predictions, to be graded once it has ended.</summary>
internal sealed record CurveOptions
{
    private const string On = "true";
    private const string Off = "false";

    public bool Enabled { get; init; } = true;

    /// <summary>The label counts; none: 10, 20, 50, 100, 200, 500, …</summary>
    public LabelCounts Points { get; init; } = LabelCounts.None;

    /// <summary>Reads <c>true</c>, <c>false</c> or a list such as <c>100,250,1000</c>.</summary>
    public static CurveOptions Parse(string text)
    {
        if (text is On or Off)
            return new CurveOptions { Enabled = text == On };
        return LabelCounts.TryParse(text) is { } points
            ? new CurveOptions { Points = points }
            : throw new ArgumentException($"curve='{text}' is neither true, false nor a list of label counts such as 100,200,500.");
    }

    public override string ToString() => !Enabled ? Off : Points == LabelCounts.None ? On : Points.ToString();
}
