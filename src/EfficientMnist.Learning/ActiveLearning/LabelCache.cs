namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>A value that follows from labels, kept until it is asked for with others: other images, other classes or another order.</summary>
internal sealed class LabelCache<T>(Func<IReadOnlyList<BoughtLabel>, T> compute)
    where T : class
{
    private BoughtLabel[] _labels = [];
    private T? _value;

    public T Of(IReadOnlyList<BoughtLabel> labels)
    {
        // A corrected label leaves their number as it was.
        if (_value is null || !_labels.SequenceEqual(labels))
            (_labels, _value) = ([.. labels], compute(labels));
        return _value;
    }
}
