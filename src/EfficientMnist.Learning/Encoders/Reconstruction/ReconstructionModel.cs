using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.Reconstruction;

/// <summary>
/// An autoencoder, or a variational one (Kingma and Welling, 2014, arXiv 1312.6114): latents z = μ + σ·ε with ε of N(0, I),
/// and per image
/// <code>
/// loss = ( reconstruction(x, decoder(z)) + kl · KL(N(μ, σ²) ‖ N(0, I)) ) / P
/// </code>
/// where both are sums (<see cref="ReconstructionLoss"/>) and P is the number of pixels, so that learning rates suit images
/// of any size. An autoencoder has z = μ and no divergence; its loss is the mean over the pixels. A training shows the sums
/// <c>reconstruction</c> and <c>kl</c> per image, <c>psnr</c> (decibels) and <c>ssim</c>, of a variational kind with the noise in z.
/// </summary>
internal sealed class ReconstructionModel : DecodingModel
{
    private const double FirstLogits = 0.1;

    private readonly ImageEncoder encoder;
    private readonly Linear mean;
    private readonly Linear? logVariance;
    private readonly ImageDecoder decoder;
    private readonly ReconstructionGoal _goal;
    private readonly ImageShape _shape;

    public ReconstructionModel(ImageShape shape, ReconstructionGoal goal, ImageEncoder encoder, ImageDecoder decoder)
        : base(nameof(ReconstructionModel))
    {
        (_shape, _goal, this.encoder, this.decoder) = (shape, goal, encoder, decoder);
        mean = nn.Linear(encoder.Features, goal.Latent);
        logVariance = goal.IsVariational ? nn.Linear(encoder.Features, goal.Latent) : null;
        RegisterComponents();
    }

    public override bool IsVariational => logVariance is not null;

    /// <summary>
    /// Lets every variance begin at 1: random ones would drown what the means say. And lets drawings begin near grey: pixels
    /// of a far too large logit have next to no gradient of the squared error.
    /// </summary>
    public void Begin()
    {
        using var noGrad = no_grad();
        logVariance?.weight.zero_();
        foreach (var parameter in decoder.Last.parameters())
            parameter.mul_(FirstLogits);
    }

    // [n, C, H, W] → μ, [n, latent]
    public override Tensor forward(Tensor input) => mean.forward(Features(input));

    public override Tensor Decode(Tensor latents, ScalarType precision) => decoder.Logits(latents, precision).sigmoid();

    public override Tensor Loss(TrainingBatch batch)
    {
        var images = batch.Images;
        Tensor[] inputs = IsVariational ? [images, Noise(batch)] : [images];
        var drawn = batch.Through(inputs, Draw);                                    // [B, pixels (+ 2·latent)]
        var logits = drawn.narrow(1, 0, _shape.Pixels).view_as(images);             // [B, C, H, W]
        var reconstruction = ReconstructionLoss.Of(_goal.Loss, logits, images).mean();
        Measure(batch, reconstruction, logits.detach().sigmoid());
        if (!IsVariational)
            return reconstruction / _shape.Pixels;
        var (means, logVariances) = (drawn.narrow(1, _shape.Pixels, _goal.Latent), drawn.narrow(1, _shape.Pixels + _goal.Latent, _goal.Latent));
        var divergence = ReconstructionLoss.Divergence(means, logVariances).mean();
        batch.Metrics.Add("kl", divergence);
        return (reconstruction + KlAt(batch.Progress) * divergence) / _shape.Pixels;
    }

    private double KlAt(double progress) =>
        progress < _goal.KlWarmup ? _goal.Kl * progress / _goal.KlWarmup : _goal.Kl;

    // Of a sum over the pixels, and of the pixels drawn: what a training shows beside its loss, as means over the batch.
    private static void Measure(TrainingBatch batch, Tensor reconstruction, Tensor pixels)
    {
        using var noGrad = no_grad();
        batch.Metrics.Add("reconstruction", reconstruction);
        batch.Metrics.Add("psnr", PeakSignalToNoise.Of(pixels, batch.Images).mean());
        batch.Metrics.Add("ssim", StructuralSimilarity.Of(pixels, batch.Images).mean());
    }

    // ε, [B, latent]
    private Tensor Noise(TrainingBatch batch)
    {
        var count = batch.Images.shape[0];
        return TorchMemory.Of(Gaussian.Draw(batch.Random, count * _goal.Latent), count, _goal.Latent).to(batch.Images.device);
    }

    // Images and perhaps ε → logits and perhaps μ and log σ² beside them, in float32.
    private static Tensor Draw(EncoderModel replica, Tensor[] part, ScalarType precision)
    {
        var model = (ReconstructionModel)replica;
        var features = model.Features(part[0].to(precision));
        var mean = model.mean.forward(features);
        if (model.logVariance is null)
            return model.decoder.Logits(mean, precision).flatten(1);
        var logVariance = model.logVariance.forward(features);
        var latents = mean + (logVariance / 2).exp() * part[1];
        return cat([model.decoder.Logits(latents, precision).flatten(1), mean, logVariance], 1);
    }

    // [n, features] in float32
    private Tensor Features(Tensor images) => encoder.forward(images).to(ScalarType.Float32).flatten(1);

    public override void Describe(NetworkGraph graph, int images) =>
        graph.End(graph.Linear(graph.Flatten(encoder.Describe(graph, images)), mean.weight, mean.bias!));
}
