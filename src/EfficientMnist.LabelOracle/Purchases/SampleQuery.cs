using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>One image of a purchase, with the strategy's score and its rank in the batch.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Score">The strategy's.</param>
/// <param name="Rank">1 = first.</param>
/// <param name="Strategy">What has chosen it, where it was not the strategy of the purchase; empty where it was.</param>
internal readonly record struct SampleQuery(SampleId Sample, double Score, int Rank, string Strategy = "");
