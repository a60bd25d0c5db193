namespace EfficientMnist.Search.Trials;

/// <summary>How far a trial is.</summary>
public enum TrialState
{
    /// <summary>Somebody works on it, or did when the machine went down.</summary>
    Running,

    /// <summary>It has its value.</summary>
    Completed,

    /// <summary>It was ended early, because its reports did not promise to come out well.</summary>
    Pruned,

    /// <summary>It has no value: its hyperparameters cannot be used.</summary>
    Failed,
}
