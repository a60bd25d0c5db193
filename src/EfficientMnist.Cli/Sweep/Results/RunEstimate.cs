using System.Globalization;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>What a run took its accuracy to be from the labels it had bought.</summary>
/// <param name="Kind">How it was estimated.</param>
/// <param name="Accuracy">The estimate.</param>
/// <param name="Low">Lower end of its confidence interval.</param>
/// <param name="High">Upper end of its confidence interval.</param>
/// <param name="Labels">Labels it rests on.</param>
/// <param name="Confidence">Share of such intervals that should contain the accuracy.</param>
internal sealed record RunEstimate(string Kind, double Accuracy, double Low, double High, int Labels, double Confidence)
{
    /// <summary>Such as <c>uniform, 95 %</c>.</summary>
    public string Title() => string.Create(CultureInfo.InvariantCulture, $"{Kind}, {100 * Confidence:0.#} %");

    public bool Contains(double accuracy) => accuracy >= Low && accuracy <= High;
}
