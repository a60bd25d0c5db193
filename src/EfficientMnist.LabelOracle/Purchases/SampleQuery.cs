using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>One image whose label is wanted, and why: the strategy's score and its rank in the batch (1 = first).</summary>
internal readonly record struct SampleQuery(SampleId Sample, double Score, int Rank);
