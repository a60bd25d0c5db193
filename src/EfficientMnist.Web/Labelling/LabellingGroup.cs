using EfficientMnist.Contracts.V1;
using Classifier = EfficientMnist.Contracts.V1.ClassifierService.ClassifierServiceClient;
using Oracle = EfficientMnist.Contracts.V1.LabelOracleService.LabelOracleServiceClient;

namespace EfficientMnist.Web.Labelling;

/// <summary>The open images that the latest classifier takes for one class, which an annotator is given together, and how many it takes for the others.</summary>
internal sealed record LabellingGroup
{
    // What one looks over at a glance.
    private const int Most = 24;

    /// <summary>The class shown; −1 where no image is.</summary>
    public int Label { get; init; } = -1;

    /// <summary>Surest first; another one's images are not among them.</summary>
    public IReadOnlyList<BelievedImage> Images { get; init; } = [];

    /// <summary>How many open images are taken for which class, most first.</summary>
    public IReadOnlyList<BelievedClass> Classes { get; init; } = [];

    /// <summary>Until then the images are nobody else's.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    public required LabellingProgress Progress { get; init; }

    public required IReadOnlyList<LabellingAnswer> Answers { get; init; }

    /// <summary>Images that were just answered.</summary>
    public int Answered { get; init; }

    /// <summary>Why others of them were not.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    public static async Task<LabellingGroup> OfAsync(Oracle oracle, Classifier classifier, string runId, string annotator, GroupRequest request, CancellationToken cancellationToken)
    {
        var open = await oracle.ListQuestionsAsync(new ListQuestionsRequest { RunId = runId, Annotator = annotator }, cancellationToken: cancellationToken);
        // An estimate from answers that the classifier had suggested would be the classifier's own.
        var asked = open.Questions.Where(question => question.Purpose != QueryPurpose.Validate).Select(question => question.SampleId).Except(request.Off).ToList();
        var believed = asked.Count > 0 ? await BelievedAsync(classifier, runId, asked, cancellationToken) : [];
        var classes = believed.GroupBy(image => image.Label).Select(group => new BelievedClass(group.Key, group.Count())).OrderByDescending(group => group.Count).ThenBy(group => group.Label).ToList();
        var label = classes.Any(group => group.Label == request.Label) ? request.Label!.Value : classes is [var most, ..] ? most.Label : -1;
        var wanted = believed.Where(image => image.Label == label).OrderByDescending(image => image.Confidence).Take(Most).ToList();
        var claimed = wanted.Count > 0
            ? await oracle.ClaimQuestionsAsync(new ClaimQuestionsRequest { RunId = runId, Annotator = annotator, SampleIds = { wanted.Select(image => image.Sample) } }, cancellationToken: cancellationToken)
            : new ClaimQuestionsResponse { Progress = open.Progress };
        var held = claimed.Questions.ToDictionary(question => question.SampleId);
        return new LabellingGroup
        {
            Label = label,
            Images = [.. wanted.Where(image => held.ContainsKey(image.Sample)).Select(image => image with { File = held[image.Sample].File })],
            Classes = classes,
            HeldUntil = claimed.Questions.FirstOrDefault()?.LeasedUntil?.ToDateTimeOffset(),
            Progress = LabellingProgress.Of(claimed.Progress),
            Answers = await LabellingView.LatestAsync(oracle, runId, annotator, cancellationToken),
        };
    }

    private static async Task<IReadOnlyList<BelievedImage>> BelievedAsync(Classifier classifier, string runId, IReadOnlyList<int> samples, CancellationToken cancellationToken)
    {
        var predicted = await classifier.PredictAsync(new PredictRequest { RunId = runId, SampleIds = { samples } }, cancellationToken: cancellationToken);
        return [.. samples.Zip(predicted.Predictions, (sample, prediction) => new BelievedImage(sample, "", prediction.Label, prediction.Probabilities[prediction.Label]))];
    }
}

/// <summary>An open image, what the classifier takes it for, and how sure it is, from 0 to 1.</summary>
internal sealed record BelievedImage(int Sample, string File, int Label, float Confidence);

/// <summary>How many open images the classifier takes for a class.</summary>
internal sealed record BelievedClass(int Label, int Count);
