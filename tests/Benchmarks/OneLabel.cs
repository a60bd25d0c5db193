using System.Globalization;
using EfficientMnist.Contracts.V1;

namespace Benchmarks;

/// <summary>Labels bought one by one, each by a purchase of its own.</summary>
internal static class OneLabel
{
    /// <summary>The account that they are charged to.</summary>
    public const string Run = "bench";

    /// <summary>Opens the account.</summary>
    public static async Task OpenAsync(LabelOracleService.LabelOracleServiceClient oracle, int budget) =>
        await oracle.OpenRunAsync(new OpenRunRequest { RunId = Run, Dataset = "glyphs", Budget = budget });

    /// <summary>Buys the label of an image.</summary>
    public static async Task BuyAsync(LabelOracleService.LabelOracleServiceClient oracle, int sample) =>
        await oracle.QueryLabelsAsync(new QueryLabelsRequest
        {
            RunId = Run,
            RequestId = sample.ToString(CultureInfo.InvariantCulture),
            Purpose = QueryPurpose.Acquire,
            Strategy = "margin",
            Queries = { new LabelQuery { SampleId = sample, Score = 0.5, Rank = 1 } },
        });
}
