namespace EfficientMnist.Datasets.Import;

/// <summary>How an image that is no square becomes one.</summary>
public enum ImportFit
{
    /// <summary>Keeps its proportions; what stays free takes the mean colour of its border.</summary>
    Pad,

    /// <summary>Fills the square.</summary>
    Stretch,
}
