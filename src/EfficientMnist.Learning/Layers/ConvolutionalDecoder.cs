using EfficientMnist.Datasets;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>
/// The way back from latents to images: a map at the smallest size, then stages with an enlargement between each two.
/// Enlarged maps are convolved rather than convolutions transposed, whose kernels overlap unevenly and leave a pattern of
/// dots (Odena et al., 2016, Deconvolution and checkerboard artifacts).
/// </summary>
internal sealed class ConvolutionalDecoder : ImageDecoder
{
    private readonly Linear spread;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> stages;
    private readonly SquareConvolution pixels;
    private readonly (int Rows, int Columns)[] _sizes;
    private readonly int _channels;

    /// <param name="shape">The images.</param>
    /// <param name="latent">Length of a latent.</param>
    /// <param name="inputs">Channels of the smallest map.</param>
    /// <param name="width">Channels of the last stage's map, half the image's size.</param>
    /// <param name="stages">Maps to maps of the same size, in order.</param>
    public ConvolutionalDecoder(ImageShape shape, int latent, int inputs, int width, params nn.Module<Tensor, Tensor>[] stages)
        : base(nameof(ConvolutionalDecoder))
    {
        _sizes = [(shape.Height, shape.Width), .. MapSizes.Of(shape, stages.Length)];
        _channels = inputs;
        spread = nn.Linear(latent, inputs * _sizes[^1].Rows * _sizes[^1].Columns);
        this.stages = nn.ModuleList(stages);
        pixels = new SquareConvolution(width, 4 * shape.Channels, 3);
        RegisterComponents();
    }

    public override nn.Module Last => pixels;

    // [n, latent] → [n, inputs, rows, columns] → … → [n, w, 14, 14] → [n, C, 28, 28]
    public override Tensor Logits(Tensor latents, ScalarType precision)
    {
        var size = _sizes.Length - 1;
        var x = ChannelsLast.Of(spread.forward(latents).view(-1, _channels, _sizes[size].Rows, _sizes[size].Columns).to(precision));
        foreach (var stage in stages)
        {
            if (size < _sizes.Length - 1)
                x = Crop(ChannelsLast.Enlarge(x), _sizes[size]);
            x = stage.forward(x);
            size--;
        }
        return Crop(ChannelsLast.FromSquares(pixels.forward(x).to(ScalarType.Float32)), _sizes[0]);
    }

    private static Tensor Crop(Tensor x, (int Rows, int Columns) size) => x.narrow(2, 0, size.Rows).narrow(3, 0, size.Columns);
}
