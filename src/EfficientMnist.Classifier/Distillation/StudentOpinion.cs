using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Classifier.Distillation;

/// <summary>What a student says of images, one row each.</summary>
/// <param name="Features">Its penultimate features: a further view for the classifier.</param>
/// <param name="Probabilities">Of the classes.</param>
internal sealed record StudentOpinion(FeatureMatrix Features, FeatureMatrix Probabilities)
{
    public static StudentOpinion Of(FeatureMatrix latents, int classes) =>
        new(StudentLatents.Features(latents, classes), StudentLatents.Probabilities(latents, classes));
}
