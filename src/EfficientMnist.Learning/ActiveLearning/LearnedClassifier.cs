using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>
/// What a learner has learned, for any images: its classifier with the share of its student and the smoothing over images that
/// are alike. Small enough to be kept: the pool, which is not, is given with each call.
/// </summary>
public sealed class LearnedClassifier
{
    private readonly ActiveLearnerOptions _options;
    private readonly IFittedClassifier? _classifier;
    private readonly FeatureMatrix? _smoothedPool;

    internal LearnedClassifier(ActiveLearnerOptions options, LearnerModel model, IReadOnlyList<BoughtLabel> labels)
    {
        _options = options;
        (StudentId, NetworkId) = (model.Student?.Id ?? "", model.Network?.Trained.Id ?? "");
        _classifier = model.Network is null ? model.Fit(labels) : null;
        _smoothedPool = model.SmoothedPool(labels);
    }

    /// <summary>The student that is to be asked besides; empty for none.</summary>
    public string StudentId { get; }

    /// <summary>The network that is the classifier; empty where the classifier is fitted to views.</summary>
    public string NetworkId { get; }

    /// <summary>
    /// The whole of it as tensors and their description, from which any program predicts what this one does
    /// (docs/model-file.md).
    /// </summary>
    /// <param name="pool">The pool that was learned on.</param>
    /// <param name="encoder">The encoder of the latents (<see cref="Encoders.TrainedEncoder.Export"/>); null where they are no view.</param>
    /// <param name="student">The student <see cref="StudentId"/>; null where there is none.</param>
    /// <param name="network">The network <see cref="NetworkId"/>; null where there is none.</param>
    /// <exception cref="ArgumentException">A network that has a part in it is missing.</exception>
    public ModelTensors Export(ImagePool pool, ModelTensors? encoder = null, ModelTensors? student = null, ModelTensors? network = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        var model = ModelExport.Of(pool, _classifier, Smoothing.Of(_options, pool), _smoothedPool);
        if (SeesLatents(pool))
            model.Include(ModelExport.Encoder, encoder ?? throw new ArgumentException("An encoder's latents are among the views: give its network.", nameof(encoder)));
        if (NetworkId.Length > 0)
            model.Include(ModelExport.Network, network ?? throw new ArgumentException($"Network {NetworkId} is the classifier: give it.", nameof(network)));
        if (StudentId.Length > 0)
        {
            model.Include(ModelExport.Student, student ?? throw new ArgumentException($"Student {StudentId} has a share in what is predicted: give its network.", nameof(student)));
            model.Description["student_share"] = _options.StudentWeight;
        }
        return model;
    }

    /// <summary>Whether images are predicted by an encoder's latents, among other things.</summary>
    public bool SeesLatents(ImagePool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return (_classifier is not null || _smoothedPool is not null) && ViewChoice.NeedsLatents(string.Join('+', pool.Maker.Names));
    }

    /// <summary>Class probabilities [images, classes].</summary>
    /// <param name="pool">The pool that was learned on.</param>
    /// <param name="views">The images as the pool sees them (<see cref="ImagePool.See"/>).</param>
    /// <param name="student">What the student <see cref="StudentId"/> makes of them; null where there is none.</param>
    /// <param name="network">What the network <see cref="NetworkId"/> makes of them; null where there is none.</param>
    /// <exception cref="ArgumentException">A student or a network is to be asked, and was not.</exception>
    public FeatureMatrix Probabilities(ImagePool pool, FeatureMatrix views, StudentOutput? student = null, StudentOutput? network = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(views);
        if (StudentId.Length > 0 && student is null)
            throw new ArgumentException($"Student {StudentId} has a share in what is predicted: give what it makes of the images.", nameof(student));
        if (NetworkId.Length > 0 && network is null)
            throw new ArgumentException($"Network {NetworkId} is the classifier: give what it makes of the images.", nameof(network));
        var own = network?.Probabilities ?? _classifier!.Probabilities(views);
        if (_smoothedPool is not null)
            own = Smoothing.Of(_options, pool)!.Others(own, views, _smoothedPool);
        return student is null ? own : Ensemble.Mean([own, student.Probabilities], [1 - _options.StudentWeight, _options.StudentWeight]);
    }
}
