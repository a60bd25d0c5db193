using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.EncoderTrainer.Trainings;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.FineTuning;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.EncoderTrainer.Lessons;

/// <summary>Makes the recipe of a training; for a student or a fine-tuned network with its lesson and the weights it begins with.</summary>
internal sealed class RecipeBook(TrainingRegistry registry, TrainingStore store)
{
    /// <exception cref="ArgumentException">An option that this version does not know any more.</exception>
    /// <exception cref="InvalidDataException">The lesson is not the one the training was asked for.</exception>
    public IEncoderRecipe Of(TrainingRecord record)
    {
        if (record.LessonHash.Length == 0)
            return EncoderCatalog.Create(record.Kind, record.Options, record.Shape);
        var file = store.Lesson(record.Id);
        var recipe = Taught(record, file.Read());
        return recipe.LessonHash == record.LessonHash
            ? recipe
            : throw new InvalidDataException($"{file.Path}, or the encoder that the training begins with, is no more what it was. Start it again.");
    }

    /// <param name="options">Deviations from the defaults of students.</param>
    /// <param name="shape">Of the images.</param>
    /// <param name="lesson">What it learns.</param>
    /// <param name="encoderId">What it begins with; empty for random weights.</param>
    /// <exception cref="ArgumentException">An option out of its range, or an encoder of another size; the message names the value.</exception>
    /// <exception cref="KeyNotFoundException">There is no such encoder.</exception>
    public StudentRecipe Student(IReadOnlyDictionary<string, string> options, ImageShape shape, Lesson lesson, string encoderId) =>
        new(options, shape, lesson, encoderId.Length == 0 ? null : EncoderWeights.Load(store.CheckpointFolder(registry.Encoder(encoderId).Id)));

    /// <param name="options">Deviations from the defaults of fine-tuning.</param>
    /// <param name="encoder">The recipe of the encoder.</param>
    /// <param name="labels">What it learns.</param>
    /// <param name="encoderId">What it begins with; empty for random weights.</param>
    /// <exception cref="ArgumentException">An option out of its range, or an encoder without a network; the message names it.</exception>
    /// <exception cref="KeyNotFoundException">There is no such encoder.</exception>
    public FineTuneRecipe FineTuned(IReadOnlyDictionary<string, string> options, IEncoderRecipe encoder, LabelledPool labels, string encoderId) =>
        new(options, encoder, labels, encoderId.Length == 0 ? null : PretrainedWeights.Load(store.CheckpointFolder(registry.Encoder(encoderId).Id)));

    private IEncoderRecipe Taught(TrainingRecord record, StartDistillationRequest lesson) => record.Kind == FineTuneRecipe.Name
        ? FineTuned(record.Options, FineTuneRecipe.EncoderOf(record.Options, record.Shape), LessonReader.Labels(lesson.SampleIds, lesson.Labels, lesson.Classes), record.InitialEncoderId)
        : Student(record.Options, record.Shape, LessonReader.Read(lesson), record.InitialEncoderId);
}
