namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>The parts that a data set comes in.</summary>
internal enum SourcePart
{
    Train,
    Validation,
    Test,
}

/// <summary>How people spell them.</summary>
internal static class SplitName
{
    /// <summary>The part that a folder, a file or a value is called after; null for any other name.</summary>
    public static SourcePart? Of(string name) => name.Trim().ToUpperInvariant() switch
    {
        "TRAIN" or "TRAINING" or "TRAINSET" or "TRAIN_SET" => SourcePart.Train,
        "VAL" or "VALID" or "VALIDATION" or "DEV" or "PUBLICTEST" => SourcePart.Validation,
        "TEST" or "TESTING" or "TESTSET" or "TEST_SET" or "T10K" or "PRIVATETEST" => SourcePart.Test,
        _ => null,
    };

    /// <summary>The part that one of the words of a file's name says, as in emnist-letters-train-images or train-00000-of-00002; null where none does.</summary>
    public static SourcePart? In(string file) =>
        Path.GetFileName(file).Split('-', '_', '.', ' ').Select(Of).FirstOrDefault(part => part is not null);
}
