namespace EfficientMnist.Learning.Training;

/// <summary>What becomes of the learning rate after the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>It falls to zero along half a cosine (arXiv 1608.03983).</summary>
    Cosine,

    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It is multiplied by a factor at certain shares of the training.</summary>
    Milestones,
}
