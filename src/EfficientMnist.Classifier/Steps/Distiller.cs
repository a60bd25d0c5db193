using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Features;
using Google.Protobuf;

namespace EfficientMnist.Classifier.Steps;

/// <summary>
/// Has the students trained that a run's learner is due, and gives them to it. Every student is in the journal once it is
/// trained.
/// </summary>
internal sealed class Distiller(
    EncoderTrainerService.EncoderTrainerServiceClient trainer, TrainingFollower trainings, StudentSource students, RunTelemetry telemetry, ILogger<Distiller> logger)
{
    /// <summary>Trains the students that are due, one after the other.</summary>
    public async Task AdvanceAsync(RunWork run, ActiveLearner learner, DatasetDescription dataset, CancellationToken cancellationToken)
    {
        await EquipAsync(run, learner, dataset, cancellationToken);
        while (learner.DueStudent is { } generation)
        {
            await TeachAsync(run, learner, dataset, generation, cancellationToken);
            learner.Restore(run.History.Learner);
            await EquipAsync(run, learner, dataset, cancellationToken);
        }
    }

    /// <summary>The last generations of students, and the predictions of what comes of them for the test split.</summary>
    /// <param name="run">The run, with its last label bought.</param>
    /// <param name="learner">The learner of these labels.</param>
    /// <param name="dataset">The run's data set.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    public async Task FinishAsync(RunWork run, ActiveLearner learner, DatasetDescription dataset, CancellationToken cancellationToken)
    {
        if (run.History.Ensemble is not null)
            return;
        await AdvanceAsync(run, learner, dataset, cancellationToken);
        if (learner.Student is { } student)
        {
            MemberPrediction[] members =
            [
                new(Teacher(run.Options.Classifier), ClassBytes.Of(learner.PredictTestAlone())),
                new("student", ClassBytes.Of(student.Test.Probabilities.ArgMax())),
            ];
            await run.RecordAsync(new EnsemblePredicted(run.History.Bought, ClassBytes.Of(learner.PredictTest()), members, learner.Estimate()));
        }
    }

    /// <summary>Gives a learner the student that its state names.</summary>
    public async Task EquipAsync(RunWork run, ActiveLearner learner, DatasetDescription dataset, CancellationToken cancellationToken)
    {
        var id = learner.State.StudentId;
        if (id.Length > 0 && id != learner.Student?.Id)
            learner.Adopt(await students.GetAsync(id, dataset, learner.Classes, run.As(RunPhase.Distillation), cancellationToken));
    }

    private static string Teacher(ClassifierChoice choice) => choice.Kind == ClassifierChoice.Student ? ClassifierChoice.Kernel : choice.Kind;

    private async Task TeachAsync(RunWork run, ActiveLearner teacher, DatasetDescription dataset, int generation, CancellationToken cancellationToken)
    {
        run.Report(new RunProgress { Phase = RunPhase.Distillation, Unit = "step" });
        using var span = telemetry.StartDistillation(run, generation);
        var request = Request(run, teacher, dataset);
        cancellationToken.ThrowIfCancellationRequested();
        var encoderId = await trainings.CompleteAsync(
            "student", RunPhase.Distillation, async options => (await trainer.StartDistillationAsync(request, options)).Training, run, cancellationToken);
        await run.RecordAsync(new StudentTrained(run.History.Bought, generation, encoderId));
        await run.TurnAsync(cancellationToken);
        Log.StudentTrained(logger, run.Id.Value, generation, run.History.Learner.Labels.Count, encoderId);
    }

    private static StartDistillationRequest Request(RunWork run, ActiveLearner teacher, DatasetDescription dataset)
    {
        var settings = StudentSettings.Of(run.Options);
        var request = new StartDistillationRequest
        {
            Dataset = run.Options.Dataset,
            EncoderId = Initial(run, settings),
            Classes = teacher.Classes,
            SoftTargets = Halves(teacher.SoftTargets()),
            Seed = run.Options.Seed,
            Requester = run.Id.Value,
        };
        request.SampleIds.AddRange(run.History.Learner.Labels.Select(l => l.Id));
        request.Labels.AddRange(run.History.Learner.Labels.Select(l => l.Label));
        request.Options.Add(settings.Options);
        return request;
    }

    // The weights a student begins with.
    private static string Initial(RunWork run, StudentSettings settings)
    {
        if (run.Options.Student.Start == StudentChoice.FromPrevious && run.History.Learner.StudentId.Length > 0)
            return run.History.Learner.StudentId;
        return settings.BeginsWithEncoder ? run.History.EncoderId : "";
    }

    private static ByteString Halves(FeatureMatrix probabilities)
    {
        var bytes = new byte[probabilities.Values.Length * sizeof(ushort)];
        TensorPrimitives.ConvertToHalf(probabilities.Values, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
