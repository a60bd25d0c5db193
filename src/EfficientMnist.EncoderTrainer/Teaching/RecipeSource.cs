using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.FineTuning;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.EncoderTrainer.Teaching;

/// <summary>Makes the recipe of a training; for a student or a fine-tuned network with its teaching set and the weights it begins with.</summary>
internal sealed class RecipeSource(TrainingCatalogue catalogue, ITrainingStore store)
{
    /// <exception cref="RefusalException">An option that this version does not know any more.</exception>
    /// <exception cref="InvalidDataException">The teaching set is not the one the training was asked for.</exception>
    public IEncoderRecipe Of(TrainingRecord record)
    {
        if (record.TeachingHash.Length == 0)
            return EncoderCatalog.Create(record.Kind, record.Options, record.Shape);
        var recipe = Taught(record, store.TeachingSet(record.Id));
        return recipe.TeachingHash == record.TeachingHash
            ? recipe
            : throw new InvalidDataException($"What training {record.Id} learns from, or the encoder that the training begins with, is no more what it was. Start it again.");
    }

    /// <param name="options">Deviations from the defaults of students.</param>
    /// <param name="shape">Of the images.</param>
    /// <param name="teaching">What it learns.</param>
    /// <param name="encoderId">What it begins with; empty for random weights.</param>
    /// <exception cref="RefusalException">An option out of its range, an encoder of another size, or no such encoder; the message names it.</exception>
    public StudentRecipe Student(IReadOnlyDictionary<string, string> options, ImageShape shape, TeachingSet teaching, string encoderId) =>
        new(StudentOptions.Table.Bind(StudentOptions.Table.Defaults with { Classes = teaching.Classes }, options), shape, teaching, encoderId.Length == 0 ? null : EncoderWeights.Load(store.CheckpointFolder(catalogue.Encoder(encoderId))));

    /// <param name="options">Those of fine-tuning.</param>
    /// <param name="encoder">The recipe of the encoder.</param>
    /// <param name="labels">What it learns.</param>
    /// <param name="encoderId">What it begins with; empty for random weights.</param>
    /// <exception cref="RefusalException">An option out of its range, an encoder without a network, or no such encoder; the message names it.</exception>
    public FineTuneRecipe FineTuned(FineTuneOptions options, IEncoderRecipe encoder, LabelledPool labels, string encoderId) =>
        new(options, encoder, labels, encoderId.Length == 0 ? null : PretrainedWeights.Load(store.CheckpointFolder(catalogue.Encoder(encoderId))));

    private IEncoderRecipe Taught(TrainingRecord record, TeachingFile file)
    {
        if (record.Kind != FineTuneRecipe.Name)
            return Student(record.Options, record.Shape, TeachingReader.Read(file.ReadDistillation()), record.InitialEncoderId);
        var teaching = file.ReadFineTuning();
        var labels = TeachingReader.Labels(teaching.SampleIds, teaching.Labels, teaching.Classes);
        return FineTuned(FineTuneRecipe.Own(record.Options, labels.Classes), EncoderCatalog.FineTuned(record.Options, record.Shape), labels, record.InitialEncoderId);
    }
}
