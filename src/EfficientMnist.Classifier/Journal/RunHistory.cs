using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Journal;

/// <summary>What a run has done so far: its journal, added up. Nothing in it changes.</summary>
internal sealed record RunHistory
{
    private const int BeforeAnyRound = -1;

    public static RunHistory Start { get; } = new();

    public RunState State { get; private init; } = RunState.Queued;

    /// <summary>How many entries add up to it.</summary>
    public int Entries { get; private init; }

    /// <summary>The epoch of the activation that has written last; 0 before the first.</summary>
    public long Epoch { get; private init; }

    /// <summary>Labels that are asked for on histograms while the encoder is trained; 0 where the run waits for its encoder.</summary>
    public int HeadStart { get; private init; }

    public string EncoderId { get; private init; } = "";

    /// <summary>Labels that were known before the run began; null as long as nobody has asked.</summary>
    public LabelsGiven? Given { get; private init; }

    /// <summary>What the run's learner goes on from.</summary>
    public LearnerState Learner { get; private init; } = LearnerState.Start;

    /// <summary>Labels bought in all; those that were given are none of them.</summary>
    public int Bought => Learner.Bought;

    public int Spent { get; private init; }

    /// <summary>What has been paid for labels, in whole smallest units; 0 where they have no prices.</summary>
    public long Paid { get; private init; }

    /// <summary>Checksum of the newest row of the run's ledger when it bought last; empty before.</summary>
    public string LedgerHead { get; private init; } = "";

    /// <summary>Chosen but, as far as is known, not bought.</summary>
    public BatchSelected? Pending { get; private init; }

    /// <summary>The same of labels for validation.</summary>
    public ValidationSelected? PendingValidation { get; private init; }

    /// <summary>Whether the round at hand is one of those that the encoder has no part in.</summary>
    public bool IsInHeadStart =>
        HeadStart > 0 && !Learner.HasStopped && (Learner.BoughtBefore < HeadStart || (Learner.BoughtBefore == HeadStart && !Learner.IsAssessed));

    /// <summary>Whether it has ended ungraded; corrected labels may be learned after it.</summary>
    public bool HasEnded => NotGraded.Length > 0;

    /// <summary>Test predictions by the number of labels they were learned from.</summary>
    public ImmutableSortedDictionary<int, byte[]> Predictions { get; private init; } = ImmutableSortedDictionary<int, byte[]>.Empty;

    /// <summary>The grading of what the whole budget has made; null before it, and again while an extended run goes on.</summary>
    public Graded? FinalGrading { get; private init; }

    /// <summary>All gradings by the number of labels, the final one included.</summary>
    public ImmutableSortedDictionary<int, Graded> Gradings { get; private init; } = ImmutableSortedDictionary<int, Graded>.Empty;

    public ImmutableList<MemberGraded> MemberGradings { get; private init; } = [];

    /// <summary>The network trained last, where that is the run's classifier; empty for none.</summary>
    public string NetworkId { get; private init; } = "";

    /// <summary>Set once the last student has had its say.</summary>
    public EnsemblePredicted? Ensemble { get; private init; }

    /// <summary>The last row of the ledger that corrected a label; 0 for none.</summary>
    public long LastCorrection { get; private init; }

    /// <summary>Why the run has no result; empty while it may have one.</summary>
    public string NotGraded { get; private init; } = "";

    /// <summary>What labels may cost since the run was extended; 0 where the options say it.</summary>
    private long ExtendedMoney { get; init; }

    /// <summary>Budgets the run was extended to, none smaller than the one before; none where it has the one it began with.</summary>
    public ImmutableList<int> Extensions { get; private init; } = [];

    /// <summary>Whether lists leave it out.</summary>
    public bool IsArchived { get; private init; }

    /// <summary>What its owner says of it.</summary>
    public RunNotes Notes { get; private init; } = RunNotes.None;

    public string Error { get; private init; } = "";

    public double Seconds { get; private init; }

    public double Waited { get; private init; }

    /// <summary>Every label with the round that bought it, those that are none because the image was rejected included.</summary>
    public IEnumerable<Purchase> Purchases =>
    [
        .. Learner.Answers.Zip(LabelRounds, (label, round) => new Purchase(label.Id, label.Label, round, IsValidation: false)),
        .. Learner.Validation.Zip(ValidationRounds, (label, round) => new Purchase(label.Id, label.Label, round, IsValidation: true)),
    ];

    /// <summary>SHA-256, in lower-case hex, of all that the predictions of the run's classifier follow from besides its options.</summary>
    public string ClassifierDigest()
    {
        var text = new StringBuilder(FormattableString.Invariant($"{EncoderId} {Learner.StudentId} {NetworkId} {IsInHeadStart}"));
        foreach (var purchase in Purchases)
            text.Append(CultureInfo.InvariantCulture, $" {purchase.Id}:{purchase.Label}:{purchase.IsValidation}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private ImmutableList<int> LabelRounds { get; init; } = [];

    private ImmutableList<int> ValidationRounds { get; init; } = [];

    /// <summary>Images that have an answer, be it that they were rejected.</summary>
    public IReadOnlySet<int> Answered =>
        Learner.Answers.Select(label => label.Id).Concat(Learner.Validation.Select(label => label.Id)).Concat(Given?.Validation.Select(label => label.Id) ?? []).ToHashSet();

    /// <summary>Images whose labels somebody wants next and that have none, in this order.</summary>
    public IReadOnlyList<int> Wanted => Learner.Wanted.Count == 0 ? [] : [.. Learner.Wanted.Except(Answered)];

    /// <summary>How many labels a run of these options may buy in all.</summary>
    public int BudgetOf(RunOptions options) => Extensions is [.., var last] && last > options.Labels ? last : options.Labels;

    /// <summary>What the labels of a run of these options may cost in all; 0 where that is not limited.</summary>
    public long MoneyOf(RunOptions options) => Math.Max(options.Oracle.Money, ExtendedMoney);

    /// <summary>How many labels the money that is left pays for, should each be of the dearest class.</summary>
    public int Affordable(RunOptions options) => Affordable(options, Paid);

    /// <summary>Why no label can be bought after those of a batch; empty where one can, or where all are bought.</summary>
    public string WhyNoMore(RunOptions options, int batch, long paid) => Affordable(options, paid) > 0 || Bought + batch >= BudgetOf(options)
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{MoneyOf(options) - paid:N0} of {MoneyOf(options):N0} to pay for labels is left, and another may cost {options.Oracle.Price.Dearest:N0}");

    private int Affordable(RunOptions options, long paid) =>
        MoneyOf(options) is > 0 and var money ? (int)Math.Min(int.MaxValue, (money - paid) / options.Oracle.Price.Dearest) : int.MaxValue;

    /// <summary>The history with one entry more.</summary>
    /// <exception cref="InvalidDataException">The entry does not follow from those before.</exception>
    public RunHistory With(JournalEntry entry)
    {
        var (seconds, waited) = (Math.Max(Seconds, entry.Seconds), Math.Max(Waited, entry.Waited));
        return After(entry) with { Entries = Entries + 1, Seconds = seconds, Waited = waited };
    }

    private RunHistory After(JournalEntry entry) => entry switch
    {
        RunActivated activated => this with { Epoch = activated.Epoch },
        HeadStart start => this with { HeadStart = start.Labels },
        EncoderReady ready => this with { EncoderId = ready.EncoderId },
        LabelsGiven given => this with
        {
            Given = given,
            // Images may have been marked before.
            Learner = LearnerState.StartWith(new GivenLabels(given.Labels, given.Validation)) with { Wanted = Learner.Wanted, Excluded = Learner.Excluded },
            LabelRounds = [.. Enumerable.Repeat(BeforeAnyRound, given.Labels.Count)],
        },
        BatchSelected selected => this with { Pending = selected },
        BatchBought bought => After(bought),
        ValidationSelected selected => this with { PendingValidation = selected },
        ValidationBought bought => After(bought),
        LabelsCorrected corrected => After(corrected),
        LeftUngraded ungraded => this with
        {
            NotGraded = ungraded.Reason,
            Learner = Learner with { Ended = "the run has ended and learned corrected labels since" },
        },
        RoundAssessed assessed => this with { Learner = Learner with { Assessments = [.. Learner.Assessments, assessed.ToAssessment()] } },
        TestPredicted predicted => this with { Predictions = Predictions.SetItem(predicted.Labels, predicted.Classes) },
        StudentTrained student => this with
        {
            Learner = Learner with { Students = [.. Learner.Students, new StudentRecord(student.Labels, student.Generation, student.EncoderId)] },
        },
        NetworkTrained network => this with { NetworkId = network.EncoderId },
        EnsemblePredicted ensemble => this with { Ensemble = ensemble, Predictions = Predictions.SetItem(ensemble.Labels, ensemble.Classes) },
        MemberGraded member => this with { MemberGradings = MemberGradings.Add(member) },
        Graded graded => this with { Gradings = Gradings.SetItem(graded.Labels, graded), FinalGrading = graded.Final ? graded : FinalGrading },
        RunExtended extended => After(extended),
        RunArchived archived => this with { IsArchived = archived.Archived },
        RunDescribed described => this with { Notes = described.Notes },
        ImagesWanted wanted => this with { Learner = Learner.Wanting(wanted.Ids) },
        ImagesExcluded excluded => this with { Learner = Learner.Excluding(excluded.Ids) },
        ImagesUnmarked unmarked => this with { Learner = Learner.Unmarked(unmarked.Ids) },
        RunStopped => this with { State = RunState.Stopped },
        RunResumed => this with { State = RunState.Queued, Error = "", IsArchived = false },
        RunFailed failed => this with { State = RunState.Failed, Error = failed.Error },
        RunCompleted => this with { State = RunState.Completed },
        _ => throw new InvalidOperationException($"A journal holds no {entry.GetType().Name}."),
    };

    private RunHistory After(BatchBought bought)
    {
        Require(Pending?.Round == bought.Round, $"round {bought.Round} bought a batch that was never selected");
        IReadOnlyList<BoughtLabel> answers = [.. Learner.Answers, .. bought.Labels];
        return this with
        {
            Learner = Learner with { Answers = answers, Rounds = bought.Round + 1, AnswersBefore = answers.Count, ValidationBefore = Learner.Validation.Count, Ended = bought.NoMore },
            LabelRounds = LabelRounds.AddRange(Enumerable.Repeat(bought.Round, bought.Labels.Count)),
            Spent = bought.Spent,
            Paid = bought.Paid,
            LedgerHead = bought.LedgerHead,
            Pending = null,
        };
    }

    private RunHistory After(ValidationBought bought)
    {
        Require(PendingValidation?.Samples.Count == bought.Labels.Count, $"round {bought.Round} bought validation labels that were never drawn");
        var labels = bought.Labels.Zip(PendingValidation!.Samples, (label, sample) => new ValidationLabel(label.Id, label.Label, sample.Score));
        return this with
        {
            Learner = Learner with { Validation = [.. Learner.Validation, .. labels] },
            ValidationRounds = ValidationRounds.AddRange(Enumerable.Repeat(bought.Round, bought.Labels.Count)),
            Spent = bought.Spent,
            Paid = bought.Paid,
            LedgerHead = bought.LedgerHead,
            PendingValidation = null,
        };
    }

    // What was graded stays a point of the curve; the students of the end have a say in what is bought, and are trained anew.
    private RunHistory After(RunExtended extended)
    {
        Require(State == RunState.Completed && extended.Labels > Bought, $"a run of {Bought} labels was extended to {extended.Labels} before it had completed");
        return this with
        {
            State = RunState.Queued,
            IsArchived = false,
            Extensions = Extensions.Add(extended.Labels),
            ExtendedMoney = Math.Max(ExtendedMoney, extended.Money),
            Learner = Learner.Extended(),
            NotGraded = "",
            FinalGrading = null,
            MemberGradings = [],
            Ensemble = null,
        };
    }

    private RunHistory After(LabelsCorrected corrected)
    {
        var learner = Learner.Corrected(corrected.Labels);
        var history = this with { Learner = learner, LastCorrection = corrected.LastEntry };
        // What was learned after the last label was bought, from a label that was wrong, is learned again.
        return learner.Assessments.Count < Learner.Assessments.Count
            ? history with { Predictions = Predictions.Remove(Bought), Ensemble = null }
            : history;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidDataException($"Entries are missing from the journal: {otherwise}.");
    }
}

/// <summary>One label of a run.</summary>
/// <param name="Id">The image.</param>
/// <param name="Label">As it is now; −1 where the image was rejected.</param>
/// <param name="Round">The cold start is round 0; labels that were given have −1.</param>
/// <param name="IsValidation">Whether it was bought to validate, not to learn from.</param>
internal readonly record struct Purchase(int Id, int Label, int Round, bool IsValidation);
