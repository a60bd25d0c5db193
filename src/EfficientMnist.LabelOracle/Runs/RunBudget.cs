namespace EfficientMnist.LabelOracle.Runs;

/// <summary>How many labels a run may buy, and has bought.</summary>
internal readonly record struct RunBudget(int Limit, int Spent)
{
    public int Remaining => Limit - Spent;
}
