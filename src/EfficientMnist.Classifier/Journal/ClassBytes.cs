namespace EfficientMnist.Classifier.Journal;

/// <summary>Predicted classes as a journal keeps them, one byte each.</summary>
internal static class ClassBytes
{
    public static byte[] Of(IEnumerable<int> classes) => [.. classes.Select(c => checked((byte)c))];
}
