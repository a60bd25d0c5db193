using System.Runtime.InteropServices;
using EfficientMnist.Classifier.Encoders;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Rounds;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;
using Google.Protobuf;
using AccuracyEstimate = EfficientMnist.Learning.Estimation.AccuracyEstimate;

namespace EfficientMnist.Classifier.Distillation;

/// <summary>
/// Lets students learn from a run's learner and the learner go on with them: their features are a further view for its
/// classifier, their probabilities are averaged with the classifier's. Every student is in the journal once it is trained.
/// </summary>
internal sealed class Distiller(
    EncoderTrainerService.EncoderTrainerServiceClient trainer, TrainingFollower trainings, StudentSource students, RunTelemetry telemetry, ILogger<Distiller> logger)
{
    private const int OnTheWay = 0;

    /// <summary>The learner for the next round: with a new student where one is due at this number of labels, else with the latest one there is.</summary>
    public async Task<RoundLearner> AdvanceAsync(LiveRun run, RoundLearner learner, CancellationToken cancellationToken)
    {
        var bought = run.History.Bought;
        // A round that was cut short is assessed first, by the learner that it had.
        if (run.History.IsAssessed && run.Options.Student.TimesOnTheWay(run.Plan.Labels).Contains(bought) && bought < run.Plan.Labels && !IsTrained(run, OnTheWay))
            await TeachAsync(run, learner, OnTheWay, cancellationToken);
        return await WithLatestAsync(run, learner, cancellationToken);
    }

    /// <summary>The last generations of students, and the predictions of what comes of them for the test split.</summary>
    /// <param name="run">The run, with its last label bought.</param>
    /// <param name="learner">What it has learned.</param>
    /// <param name="estimate">Tells the accuracy of a learner without the test split.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    public async Task FinishAsync(LiveRun run, RoundLearner learner, Func<RoundLearner, AccuracyEstimate?> estimate, CancellationToken cancellationToken)
    {
        if (run.History.Ensemble is not null)
            return;
        learner = await WithLatestAsync(run, learner, cancellationToken);
        for (var generation = 1; generation <= run.Options.Student.Generations; generation++)
        {
            if (!IsTrained(run, generation))
                await TeachAsync(run, learner, generation, cancellationToken);
            learner = await WithLatestAsync(run, learner, cancellationToken);
        }

        if (learner.Student is { } student)
        {
            var labels = run.History.Labels;
            MemberPrediction[] members =
            [
                new(Teacher(run.Options.Classifier), learner.With((Student?)null).PredictTest(labels)),
                new("student", RoundLearner.Classes(student.Test.Probabilities)),
            ];
            run.Record(new EnsemblePredicted(run.History.Bought, learner.PredictTest(labels), members, estimate(learner)));
        }
    }

    private static string Teacher(ClassifierChoice choice) => choice.Kind == ClassifierChoice.Student ? ClassifierChoice.Kernel : choice.Kind;

    private static bool IsTrained(LiveRun run, int generation) =>
        run.History.Students.Any(s => s.Labels == run.History.Bought && s.Generation == generation);

    private async Task<RoundLearner> WithLatestAsync(LiveRun run, RoundLearner learner, CancellationToken cancellationToken)
    {
        if (run.History.StudentId.Length == 0 || run.History.StudentId == learner.Student?.EncoderId)
            return learner;
        return learner.With(await students.GetAsync(run.History.StudentId, learner.Dataset, learner.ClassCount, new DistillationMonitor(run), cancellationToken));
    }

    private async Task TeachAsync(LiveRun run, RoundLearner teacher, int generation, CancellationToken cancellationToken)
    {
        run.Report(new RunProgress { Phase = RunPhase.Distillation, Unit = "step" });
        using var span = telemetry.StartDistillation(run, generation);
        var request = Lesson(run, teacher);
        cancellationToken.ThrowIfCancellationRequested();
        var encoderId = await trainings.CompleteAsync(
            "student", RunPhase.Distillation, async options => (await trainer.StartDistillationAsync(request, options)).Training, run, cancellationToken);
        run.Record(new StudentTrained(run.History.Bought, generation, encoderId));
        Log.StudentTrained(logger, run.Id.Value, generation, run.History.Labels.Count, encoderId);
    }

    private static StartDistillationRequest Lesson(LiveRun run, RoundLearner teacher)
    {
        var settings = StudentSettings.Of(run.Options);
        var request = new StartDistillationRequest
        {
            Dataset = run.Options.Dataset,
            EncoderId = Initial(run, settings),
            Classes = teacher.ClassCount,
            SoftTargets = Halves(Ensemble.Temper(teacher.PoolProbabilities(run.History.Labels), run.Options.Student.TeacherTemperature)),
            Seed = run.Options.Seed,
        };
        request.SampleIds.AddRange(run.History.Labels.Select(l => l.Id));
        request.Labels.AddRange(run.History.Labels.Select(l => l.Label));
        request.Options.Add(settings.Options);
        return request;
    }

    // The weights a student begins with.
    private static string Initial(LiveRun run, StudentSettings settings)
    {
        if (run.Options.Student.Start == StudentChoice.FromPrevious && run.History.StudentId.Length > 0)
            return run.History.StudentId;
        return settings.BeginsWithEncoder ? run.History.EncoderId : "";
    }

    private static ByteString Halves(FeatureMatrix probabilities)
    {
        var halves = new Half[probabilities.Values.Length];
        for (var i = 0; i < halves.Length; i++)
            halves[i] = (Half)probabilities.Values[i];
        return UnsafeByteOperations.UnsafeWrap(MemoryMarshal.AsBytes(halves.AsSpan()).ToArray());
    }
}
