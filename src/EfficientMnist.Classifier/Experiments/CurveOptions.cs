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
    public static bool TryParse(string text, out CurveOptions curve)
    {
        var points = text is On or Off ? LabelCounts.None : LabelCounts.TryParse(text);
        curve = new CurveOptions { Enabled = text != Off, Points = points ?? LabelCounts.None };
        return points is not null;
    }

    public override string ToString() => !Enabled ? Off : Points == LabelCounts.None ? On : Points.ToString();
}
