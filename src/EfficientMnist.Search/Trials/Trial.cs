namespace EfficientMnist.Search.Trials;

/// <summary>One choice of hyperparameters and what came of it.</summary>
public sealed record Trial
{
    /// <summary>0, 1, … in the order in which trials were asked for.</summary>
    public required int Number { get; init; }

    /// <summary>Name and value of each hyperparameter.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    public TrialState State { get; init; }

    /// <summary>On the way, by share.</summary>
    public IReadOnlyList<TrialReport> Reports { get; init; } = [];

    /// <summary>The objective; null unless <see cref="TrialState.Completed"/>.</summary>
    public double? Value { get; init; }

    /// <summary>Time worked on it; 0 until it has ended.</summary>
    public double Seconds { get; init; }

    /// <summary>What stands behind it, such as the id of a run; empty where nobody said.</summary>
    public string Work { get; init; } = "";

    /// <summary>Why it failed; empty for other trials.</summary>
    public string Error { get; init; } = "";

    /// <summary>The last report at or before a share; null where there is none yet.</summary>
    public double? ValueAt(double share)
    {
        double? value = null;
        foreach (var report in Reports)
        {
            if (report.Share <= share)
                value = report.Value;
        }
        return value;
    }
}
