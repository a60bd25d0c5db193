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

    public static bool TryParse(string text, out StudentTimes times)
    {
        var counts = text == LabelCounts.Nothing ? LabelCounts.None : LabelCounts.TryParse(text);
        times = new StudentTimes(counts);
        return counts is not null || text == HalfName;
    }

    /// <summary>The numbers for a run of so many labels, ascending.</summary>
    public IReadOnlyList<int> Of(int labels) => _counts is null ? [labels / 2] : _counts.Values;

    public override string ToString() => _counts?.ToString() ?? HalfName;
}
