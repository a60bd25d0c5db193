namespace EfficientMnist.Classifier.Experiments;

/// <summary>Numbers of labels at which a student is trained on the way: <c>half</c> of all labels, a list such as <c>200,500</c>, or <c>none</c>.</summary>
internal sealed record StudentTimes
{
    private const string HalfName = "half";

    private readonly LabelCounts? _counts;

    private StudentTimes(LabelCounts? counts) => _counts = counts;

    public static StudentTimes Half { get; } = new((LabelCounts?)null);

    public static StudentTimes None { get; } = new(LabelCounts.None);

    public bool IsHalf => _counts is null;

    /// <exception cref="ArgumentException">It is none of the three.</exception>
    public static StudentTimes Parse(string name, string text)
    {
        if (text == HalfName)
            return Half;
        return text == None.ToString() || LabelCounts.TryParse(text) is not null
            ? new StudentTimes(LabelCounts.Parse(name, text))
            : throw new ArgumentException($"{name}='{text}' is neither {HalfName}, {None} nor a list of label counts such as 200,500.");
    }

    /// <summary>The numbers for a run of so many labels, ascending.</summary>
    public IReadOnlyList<int> Of(int labels) => _counts is null ? [labels / 2] : _counts.Values;

    public override string ToString() => _counts?.ToString() ?? HalfName;
}
