namespace EfficientMnist.Search.Trials;

/// <summary>What is better.</summary>
public enum Goal
{
    /// <summary>Greater values.</summary>
    Maximise,

    /// <summary>Smaller values.</summary>
    Minimise,
}
