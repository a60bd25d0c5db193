using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Journal;

/// <summary>What a run has done so far: its journal, added up.</summary>
internal sealed class RunHistory
{
    private const int BeforeAnyRound = -1;

    private readonly List<BoughtLabel> _labels = [];
    private readonly List<ValidationLabel> _validation = [];
    private readonly List<int> _roundsOfLabels = [];
    private readonly List<int> _roundsOfValidation = [];
    private readonly List<RoundAssessed> _assessments = [];
    private readonly SortedDictionary<int, byte[]> _predictions = [];
    private readonly SortedDictionary<int, Graded> _gradings = [];
    private readonly List<StudentTrained> _students = [];
    private readonly List<MemberGraded> _memberGradings = [];
    private GivenLabels _given = GivenLabels.None;

    public RunState State { get; private set; } = RunState.Queued;

    public string EncoderId { get; private set; } = "";

    /// <summary>Labels that were known before the run began; null as long as nobody has asked.</summary>
    public LabelsGiven? Given { get; private set; }

    /// <summary>The labels to learn from: those that were given, then the others in the order in which they were bought.</summary>
    public IReadOnlyList<BoughtLabel> Labels => _labels;

    /// <summary>The labels to validate with, in the order in which they were drawn.</summary>
    public IReadOnlyList<ValidationLabel> Validation => _validation;

    /// <summary>Every label with the round that bought it.</summary>
    public IEnumerable<Purchase> Purchases =>
    [
        .. _labels.Zip(_roundsOfLabels, (label, round) => new Purchase(label.Id, label.Label, round, IsValidation: false)),
        .. _validation.Zip(_roundsOfValidation, (label, round) => new Purchase(label.Id, label.Label, round, IsValidation: true)),
    ];

    /// <summary>Labels bought in all; those that were given are none of them.</summary>
    public int Bought => _labels.Count - _given.Labels.Count + _validation.Count;

    public int Spent { get; private set; }

    /// <summary>Rounds bought; the cold start is round 0.</summary>
    public int Rounds { get; private set; }

    /// <summary>Labels, and among them labels for validation, when the round at hand began.</summary>
    public (int Bought, int Validation) RoundStart { get; private set; }

    /// <summary>Chosen but, as far as is known, not bought.</summary>
    public BatchSelected? Pending { get; private set; }

    /// <summary>The same of labels for validation.</summary>
    public ValidationSelected? PendingValidation { get; private set; }

    /// <summary>One per round, oldest first.</summary>
    public IReadOnlyList<RoundAssessed> Assessments => _assessments;

    /// <summary>Whether the last round bought was assessed.</summary>
    public bool IsAssessed => _assessments.Count > 0 && _assessments[^1].Rounds == Rounds;

    /// <summary>Whether buying has ended.</summary>
    public bool HasStopped => IsAssessed && _assessments[^1].Stop;

    /// <summary>Whether it has ended ungraded; corrected labels may be learned after it.</summary>
    public bool HasEnded => NotGraded.Length > 0;

    /// <summary>Test predictions by the number of labels they were learned from.</summary>
    public IReadOnlyDictionary<int, byte[]> Predictions => _predictions;

    public Graded? FinalGrading { get; private set; }

    /// <summary>All gradings by the number of labels, the final one included.</summary>
    public IReadOnlyDictionary<int, Graded> Gradings => _gradings;

    /// <summary>In the order in which they were trained.</summary>
    public IReadOnlyList<StudentTrained> Students => _students;

    /// <summary>The student trained last, which has a part in the run's predictions; empty for none.</summary>
    public string StudentId => _students is [.., var last] ? last.EncoderId : "";

    /// <summary>The network trained last, where that is the run's classifier; empty for none.</summary>
    public string NetworkId { get; private set; } = "";

    /// <summary>Set once the last student has had its say.</summary>
    public EnsemblePredicted? Ensemble { get; private set; }

    public IReadOnlyList<MemberGraded> MemberGradings => _memberGradings;

    /// <summary>The last row of the ledger that corrected a label; 0 for none.</summary>
    public long LastCorrection { get; private set; }

    /// <summary>Why the run has no result; empty while it may have one.</summary>
    public string NotGraded { get; private set; } = "";

    public string Error { get; private set; } = "";

    public double Seconds { get; private set; }

    public double Waited { get; private set; }

    /// <summary>What the run's learner goes on from.</summary>
    public LearnerState Learner => new()
    {
        Rounds = Rounds,
        Given = _given,
        Labels = [.. _labels],
        Validation = [.. _validation],
        LabelsBefore = _given.Labels.Count + RoundStart.Bought - RoundStart.Validation,
        ValidationBefore = RoundStart.Validation,
        Assessments = [.. _assessments.Select(a => a.ToAssessment())],
        Students = [.. _students.Select(s => new StudentRecord(s.Labels, s.Generation, s.EncoderId))],
        Ended = HasEnded ? "the run has ended and learned corrected labels since" : "",
    };

    /// <summary>Whether an image was bought with another label than this.</summary>
    public bool Differs(BoughtLabel label) =>
        _labels.Exists(l => l.Id == label.Id && l.Label != label.Label) || _validation.Exists(v => v.Id == label.Id && v.Label != label.Label);

    public void Apply(JournalEntry entry)
    {
        (Seconds, Waited) = (Math.Max(Seconds, entry.Seconds), Math.Max(Waited, entry.Waited));
        switch (entry)
        {
            case EncoderReady ready:
                EncoderId = ready.EncoderId;
                break;
            case LabelsGiven given:
                Given = given;
                _given = new GivenLabels(given.Labels, given.Validation);
                _labels.AddRange(given.Labels);
                _roundsOfLabels.AddRange(Enumerable.Repeat(BeforeAnyRound, given.Labels.Count));
                break;
            case BatchSelected selected:
                Pending = selected;
                break;
            case BatchBought bought:
                Require(Pending?.Round == bought.Round, $"round {bought.Round} bought a batch that was never selected");
                _labels.AddRange(bought.Labels);
                _roundsOfLabels.AddRange(Enumerable.Repeat(bought.Round, bought.Labels.Count));
                (Spent, Rounds, Pending) = (bought.Spent, bought.Round + 1, null);
                RoundStart = (Bought, _validation.Count);
                break;
            case ValidationSelected selected:
                PendingValidation = selected;
                break;
            case ValidationBought bought:
                Require(PendingValidation?.Samples.Count == bought.Labels.Count, $"round {bought.Round} bought validation labels that were never drawn");
                _validation.AddRange(bought.Labels.Zip(PendingValidation!.Samples, (label, sample) => new ValidationLabel(label.Id, label.Label, sample.Score)));
                _roundsOfValidation.AddRange(Enumerable.Repeat(bought.Round, bought.Labels.Count));
                (Spent, PendingValidation) = (bought.Spent, null);
                break;
            case LabelsCorrected corrected:
                Correct(corrected);
                break;
            case LeftUngraded ungraded:
                NotGraded = ungraded.Reason;
                break;
            case RoundAssessed assessed:
                _assessments.Add(assessed);
                break;
            case TestPredicted predicted:
                _predictions[predicted.Labels] = predicted.Classes;
                break;
            case StudentTrained student:
                _students.Add(student);
                break;
            case NetworkTrained network:
                NetworkId = network.EncoderId;
                break;
            case EnsemblePredicted ensemble:
                Ensemble = ensemble;
                _predictions[ensemble.Labels] = ensemble.Classes;
                break;
            case MemberGraded member:
                _memberGradings.Add(member);
                break;
            case Graded graded:
                _gradings[graded.Labels] = graded;
                FinalGrading = graded.Final ? graded : FinalGrading;
                break;
            case RunStopped:
                State = RunState.Stopped;
                break;
            case RunResumed:
                (State, Error) = (RunState.Queued, "");
                break;
            case RunFailed failed:
                (State, Error) = (RunState.Failed, failed.Error);
                break;
            case RunCompleted:
                State = RunState.Completed;
                break;
            default:
                throw new InvalidOperationException($"A journal holds no {entry.GetType().Name}.");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidDataException($"Entries are missing from the journal: {otherwise}.");
    }

    private void Correct(LabelsCorrected corrected)
    {
        if (HasStopped && corrected.Labels.Any(Differs))
            ForgetEnd();
        LastCorrection = corrected.LastEntry;
        foreach (var (id, label) in corrected.Labels)
        {
            if (_labels.FindIndex(l => l.Id == id) is >= 0 and var at)
                _labels[at] = new BoughtLabel(id, label);
            if (_validation.FindIndex(v => v.Id == id) is >= 0 and var drawn)
                _validation[drawn] = _validation[drawn] with { Label = label };
        }
    }

    // What was learned after the last label was bought, from a label that was wrong: it is learned again.
    private void ForgetEnd()
    {
        _assessments.RemoveAt(_assessments.Count - 1);
        _students.RemoveAll(student => student.Labels == Bought && student.Generation > 0);
        _predictions.Remove(Bought);
        Ensemble = null;
    }
}
