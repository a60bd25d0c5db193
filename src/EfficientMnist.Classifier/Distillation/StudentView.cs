using EfficientMnist.Learning.Features;

namespace EfficientMnist.Classifier.Distillation;

/// <summary>A student's features as a further view beside those a classifier had.</summary>
internal sealed class StudentView(StudentOpinion pool)
{
    private readonly ViewScaling _scaling = ViewScaling.Of(pool.Features);

    /// <summary>Any images in the joint space.</summary>
    /// <param name="joint">All views but the student's.</param>
    /// <param name="opinion">The student's on the same images.</param>
    public FeatureMatrix Join(FeatureMatrix joint, StudentOpinion opinion) => FeatureMatrix.Concat(joint, _scaling.Apply(opinion.Features));
}
