namespace EfficientMnist.LabelOracle.Runs;

/// <summary>The budgets of all runs on one data set that may still buy, added up.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Limit">Labels they may buy.</param>
/// <param name="Spent">Labels they have bought.</param>
internal sealed record OpenBudgets(string Dataset, long Limit, long Spent);
