using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>
/// Learns a pool of images with as few labels as possible:
/// <c>while (!learner.HasStopped) learner.Teach(Ask(learner.Query()));</c>.
/// What it asks for follows from pool, options and labels alone. To go on after a crash, either <see cref="Teach"/> a new
/// learner all labels bought so far, or <see cref="Restore"/> its <see cref="State"/>. For one thread at a time.
/// </summary>
public sealed class ActiveLearner
{
    private const int OnTheWay = 0;

    private readonly ActiveLearnerOptions _options;
    private readonly LabelChecks _checks;
    private ValidationSample _validation;
    private Selector _selector;
    private Assessor _assessor;
    private LearnerModel _model;
    private Query? _round;

    /// <param name="pool">The images to choose among.</param>
    /// <param name="options">How to choose and to learn.</param>
    /// <exception cref="ArgumentException">More labels are wanted than there are images, or an option is out of its range.</exception>
    /// <exception cref="RefusalException">There is no stopping rule of that name.</exception>
    public ActiveLearner(ImagePool pool, ActiveLearnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Budget > pool.Count)
            throw new ArgumentException($"{options.Budget} labels are more than the pool's {pool.Count} images; set Labels to {pool.Count} or less.", nameof(options));
        (Pool, _options) = (pool, options.Validated());
        Schedule = new BatchSchedule(options);
        _checks = new LabelChecks(pool.Count, options.Classes, Schedule.Labels);
        (_validation, _selector, _assessor) = BeginWith(GivenLabels.None);
        _model = new LearnerModel(pool, options, student: null, network: null);
    }

    public ImagePool Pool { get; }

    /// <summary>The images of a pool that a learner of these options sets aside to validate with, out of reach of strategies and wishes.</summary>
    /// <param name="options">How it chooses.</param>
    /// <param name="images">Number of images in the pool.</param>
    /// <param name="given">Labels known from the start.</param>
    public static IReadOnlySet<int> SetAside(ActiveLearnerOptions options, int images, GivenLabels given)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(given);
        return new ValidationSample(options, new BatchSchedule(options).ValidationLabels, images, given).Held;
    }

    /// <summary>How the labels are split into batches.</summary>
    public BatchSchedule Schedule { get; }

    /// <summary>How far it is; kept elsewhere it is all that <see cref="Restore"/> needs.</summary>
    public LearnerState State { get; private set; } = LearnerState.Start;

    /// <summary>Number of classes.</summary>
    public int Classes => _options.Classes;

    /// <summary>Whether the stopping rule, or the end of the budget, ends the buying. Assesses the round just taught, where that has not been done.</summary>
    public bool HasStopped => State.Rounds > 0 && State.BoughtBefore == State.Bought && Assess().Stop;

    /// <summary>The student that has a part in what it chooses and predicts; null for none.</summary>
    public Student? Student => _model.Student;

    /// <summary>Whether the classifier is a network that has not learned the labels as they are: train it and <see cref="Adopt(FineTunedNetwork)"/> it.</summary>
    public bool NeedsNetwork => _options.TrainsNetwork && State.Labels.Count > 0 && !(_model.Network?.Labels.SequenceEqual(State.Labels) ?? false);

    /// <summary>
    /// The generation of a student that is due: 0 on the way, from 1 on once buying has ended; null as long as none is. Train
    /// one on <see cref="SoftTargets"/> and the labels, and <see cref="Adopt(Student)"/> it.
    /// </summary>
    public int? DueStudent
    {
        get
        {
            if (!State.IsAssessed)
                return null;
            if (State.HasStopped)
                return Enumerable.Range(1, _options.StudentGenerations).Where(generation => !State.IsTrained(generation)).Select(generation => (int?)generation).FirstOrDefault();
            return State.Labels.Count > 0 && _options.StudentsAt.Contains(State.Bought) && State.Bought < Schedule.Labels && !State.IsTrained(OnTheWay) ? OnTheWay : null;
        }
    }

    /// <summary>The images whose labels it wants next; the same until it has been taught all of them, less those it has been.</summary>
    /// <param name="withUtilities">Whether to state the utilities of all candidates besides.</param>
    public Query Query(bool withUtilities = false)
    {
        var round = Round(withUtilities);
        if (State.Bought == State.BoughtBefore)
            return round;
        HashSet<int> known = [.. State.Answers.Skip(State.AnswersBefore).Select(l => l.Id), .. State.Validation.Skip(State.ValidationBefore).Select(v => v.Id)];
        // Labels that were not asked for count as well.
        var left = Left;
        Pick[] validation = [.. round.Validation.Where(p => !known.Contains(p.Index)).Take(left)];
        Pick[] batch = [.. round.Batch.Where(p => !known.Contains(p.Index)).Take(left - validation.Length)];
        var wanted = round.Batch.Take(round.Wanted).Count(p => !known.Contains(p.Index));
        return round with { Validation = validation, Batch = batch, Wanted = Math.Min(wanted, batch.Length) };
    }

    /// <summary>
    /// Learns labels: those it asked for, all at once or some at a time, or those bought before by an equal learner, in the
    /// order in which they were bought, to go on where that one was. Which of them validate follows from the image. An image
    /// that was rejected is taught as <see cref="BoughtLabel.None"/>.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There is no such image or class, the image has a label already, the budget is spent, or it is an image to validate with
    /// that was not drawn. Nothing has been learned then.
    /// </exception>
    public void Teach(IReadOnlyList<BoughtLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _checks.RequireNew(labels, State);
        var before = State;
        try
        {
            for (var taught = 0; taught < labels.Count;)
            {
                // A rule that goes by several rounds needs each of them.
                if (State.Rounds > 0 && State.Bought == State.BoughtBefore)
                    Assess();
                var part = labels.Skip(taught).Take(Left).ToArray();
                Learn(part);
                taught += part.Length;
            }
        }
        catch
        {
            Restore(before);
            throw;
        }
    }

    /// <summary>Replaces labels that were wrong; images without a label are passed over. What was learned from the old ones is learned anew.</summary>
    /// <returns>Whether a label has changed.</returns>
    public bool Correct(IReadOnlyList<BoughtLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        foreach (var label in labels)
            _checks.RequireExistence(label);
        var corrected = State.Corrected(labels);
        var changed = !corrected.Answers.SequenceEqual(State.Answers) || !corrected.Validation.SequenceEqual(State.Validation);
        Restore(corrected);
        return changed;
    }

    /// <summary>
    /// Looks at the classifier after the round just taught and decides whether to go on; once for each round. Without a test
    /// label: by what the classifier believes, and by the validation labels.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nothing has been taught yet.</exception>
    public Assessment Assess()
    {
        if (!State.IsAssessed)
        {
            if (State.Bought == 0)
                RequireLabels();
            State = State with { Assessments = [.. State.Assessments, State.Labels.Count > 0 ? _assessor.Assess(State, Model) : _assessor.AssessNothing(State)] };
        }
        return State.Assessments[^1];
    }

    /// <summary>
    /// Goes on from a state kept before, or told by a journal, or begins with labels that are known already
    /// (<see cref="LearnerState.StartWith"/>). Its student, if it has one, is to be adopted next.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A label that was given is of no image or class there is, or of an image that has one already; or fewer images than
    /// labels are left to buy.
    /// </exception>
    public void Restore(LearnerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!ReferenceEquals(state.Given, State.Given))
        {
            _checks.RequireGivable(state.Given);
            (_validation, _selector, _assessor) = BeginWith(state.Given);
        }
        (State, _round) = (state, null);
        if (Student is { } student && student.Id != state.StudentId)
            _model = new LearnerModel(Pool, _options, student: null, _model.Network);
    }

    /// <summary>Goes on with a student, which is the one that was due, or the one that its state names.</summary>
    /// <exception cref="InvalidOperationException">No student is due.</exception>
    public void Adopt(Student student)
    {
        ArgumentNullException.ThrowIfNull(student);
        if (student.Id != State.StudentId)
        {
            var generation = DueStudent ?? throw new InvalidOperationException($"No student is due now, so student {student.Id} cannot be adopted. See DueStudent.");
            State = State with { Students = [.. State.Students, new StudentRecord(State.Bought, generation, student.Id)] };
        }
        (_model, _round) = (new LearnerModel(Pool, _options, student, _model.Network), null);
    }

    /// <summary>Goes on with a network as its classifier.</summary>
    /// <exception cref="InvalidOperationException">The classifier is no network.</exception>
    public void Adopt(FineTunedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!_options.TrainsNetwork)
            throw new InvalidOperationException($"The classifier is a fitted one ({_options.Classifier.Kind}); set TrainsNetwork to have a network for it.");
        (_model, _round) = (new LearnerModel(Pool, _options, _model.Student, network), null);
    }

    /// <summary>What a student that is due learns: class probabilities [pool, classes] of all images, tempered.</summary>
    public FeatureMatrix SoftTargets() => Ensemble.Temper(PoolProbabilities(), _options.TeacherTemperature);

    /// <summary>The classifier as the labels make it, for any images.</summary>
    public LearnedClassifier Fit()
    {
        RequireLabels();
        return new LearnedClassifier(_options, Model, State.Labels);
    }

    /// <summary>Class probabilities [ids, classes] of images of the pool, as strategies see them.</summary>
    public FeatureMatrix Probabilities(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        RequireLabels();
        return Model.Probabilities(State.Labels, ids);
    }

    /// <summary>Class probabilities [pool, classes] of all images, smoothed over those that are alike.</summary>
    public FeatureMatrix PoolProbabilities()
    {
        RequireLabels();
        return Model.PoolProbabilities(State.Labels);
    }

    /// <summary>The predicted class of each test image of the pool; none without any.</summary>
    public IReadOnlyList<int> PredictTest() => PredictTest(Model);

    /// <summary>The same by the classifier alone, without the student's features and its share.</summary>
    public IReadOnlyList<int> PredictTestAlone() => PredictTest(new LearnerModel(Pool, _options, student: null, _model.Network));

    /// <summary>Class probabilities [labels, classes] of labelled images, each by a classifier that has not learned its label.</summary>
    /// <param name="labels">Two at least.</param>
    public FeatureMatrix HeldOut(IReadOnlyList<BoughtLabel> labels) => _model.HeldOutProbabilities(labels);

    /// <summary>The accuracy by the labels given and bought for validation; null without any.</summary>
    public AccuracyEstimate? Estimate() => _assessor.Estimate(State, Model);

    private LearnerModel Model => State.StudentId == (Student?.Id ?? "")
        ? _model
        : throw new InvalidOperationException($"Student {State.StudentId} has a part in this learner and is not there. Adopt it first.");

    // Labels of the round at hand that are not there yet.
    private int Left => Schedule.NextBatch(State.BoughtBefore) - (State.Bought - State.BoughtBefore);

    private int[] PredictTest(LearnerModel model)
    {
        if (Pool.Test.Rows == 0)
            return [];
        RequireLabels();
        return model.TestProbabilities(State.Labels).ArgMax();
    }

    private void Learn(BoughtLabel[] labels)
    {
        List<BoughtLabel> learned = [.. State.Answers];
        List<ValidationLabel> validation = [.. State.Validation];
        foreach (var label in labels)
        {
            if (_validation.Holds(label.Id))
                validation.Add(new ValidationLabel(label.Id, label.Label, _validation.ProbabilityOf(label.Id, validation.Count, () => Round(withUtilities: false).Validation)));
            else
                learned.Add(label);
        }
        State = State with { Answers = learned, Validation = validation };
        if (Left == 0)
            (State, _round) = (State with { Rounds = State.Rounds + 1, AnswersBefore = learned.Count, ValidationBefore = validation.Count }, null);
    }

    private (ValidationSample Validation, Selector Selector, Assessor Assessor) BeginWith(GivenLabels given)
    {
        var validation = new ValidationSample(_options, Schedule.ValidationLabels, Pool.Count, given);
        return (validation, new Selector(_options, Pool, Schedule, validation), new Assessor(_options, Schedule, validation, Pool.Count));
    }

    // All of the round at hand, as it was chosen when it began.
    private Query Round(bool withUtilities)
    {
        if (_round is null || (withUtilities && _round.Utilities is null && _round.Strategy.HasUtilities))
            _round = _selector.Select(State, () => Model, withUtilities);
        return _round;
    }

    private void RequireLabels()
    {
        if (State.Labels.Count == 0)
            throw new InvalidOperationException("There is no label to learn from yet. Teach those of the Query.");
    }
}
