namespace EfficientMnist.LabelOracle.Questions;

/// <summary>How far people agree on the images that two of them have answered. Each reason to reject is a category, as each class is.</summary>
/// <param name="Drawn">Images drawn to be answered twice that have an answer.</param>
/// <param name="Twice">Those that have both.</param>
internal sealed record Agreement(int Drawn, IReadOnlyList<TwiceAnswered> Twice)
{
    public int Agreed => Twice.Count(image => image.First.Agrees(image.Second));

    public IReadOnlyList<TwiceAnswered> Disagreements => [.. Twice.Where(image => !image.First.Agrees(image.Second))];

    /// <summary>
    /// Fleiss' kappa (1971, Psychological Bulletin 76) of two answers an image, whoever gave them: (P − Pₑ) / (1 − Pₑ) with P the
    /// share of images agreed on and Pₑ the sum of the squared shares of the categories among all answers. Null where it is not
    /// defined: no image, or one category alone.
    /// </summary>
    public double? Kappa => Beyond(Agreed, Twice.Count, Shares(Twice.SelectMany(image => new[] { image.First, image.Second })).Values.Sum(share => share * share));

    /// <summary>The people who have answered the same images, two by two, in the order of their names.</summary>
    public IReadOnlyList<Pair> Pairs =>
    [
        .. Twice.Select(InOrder).GroupBy(said => (First: said.First.Annotator, Second: said.Second.Annotator))
            .OrderBy(pair => pair.Key.First, StringComparer.Ordinal).ThenBy(pair => pair.Key.Second, StringComparer.Ordinal)
            .Select(pair => Pair.Of(pair.Key.First, pair.Key.Second, [.. pair])),
    ];

    private static (Said First, Said Second) InOrder(TwiceAnswered image) =>
        string.CompareOrdinal(image.First.Annotator, image.Second.Annotator) <= 0 ? (image.First, image.Second) : (image.Second, image.First);

    private static Dictionary<(int, Contracts.V1.RejectReason), double> Shares(IEnumerable<Said> answers)
    {
        var all = answers.ToList();
        return all.GroupBy(said => (said.Label, said.Reject)).ToDictionary(same => same.Key, same => same.Count() / (double)all.Count);
    }

    private static double? Beyond(int agreed, int images, double byChance) =>
        images == 0 || byChance >= 1 ? null : ((agreed / (double)images) - byChance) / (1 - byChance);

    /// <summary>How far two people agree.</summary>
    /// <param name="First">The one whose name comes first.</param>
    /// <param name="Second">The other.</param>
    /// <param name="Images">Images that both have answered.</param>
    /// <param name="Agreed">Those of which both say the same.</param>
    /// <param name="Kappa">
    /// Cohen's kappa (1960, Educational and Psychological Measurement 20): as <see cref="Agreement.Kappa"/>, but with Pₑ the sum over
    /// the categories of the product of both people's shares; null where it is not defined.
    /// </param>
    internal sealed record Pair(string First, string Second, int Images, int Agreed, double? Kappa)
    {
        public static Pair Of(string first, string second, IReadOnlyList<(Said First, Said Second)> answers)
        {
            var (agreed, other) = (answers.Count(said => said.First.Agrees(said.Second)), Shares(answers.Select(said => said.Second)));
            var byChance = Shares(answers.Select(said => said.First)).Sum(share => share.Value * other.GetValueOrDefault(share.Key));
            return new Pair(first, second, answers.Count, agreed, Beyond(agreed, answers.Count, byChance));
        }
    }
}
