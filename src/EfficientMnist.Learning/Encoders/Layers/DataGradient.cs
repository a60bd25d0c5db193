using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.Layers;

/// <summary>
/// Hands a convolution's output on and gives its input the gradient: at stride 1 a convolution with the kernel turned round.
/// Arguments: input, kernel, and the output of a convolution that takes no gradient to its input itself.
/// </summary>
internal sealed class DataGradient : autograd.SingleTensorFunction<DataGradient>
{
    public override string Name => nameof(DataGradient);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_for_backward([(Tensor)vars[1]]);
        return (Tensor)vars[2];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var kernel = ctx.get_saved_variables()[0];                                          // [o, i, k, k]
        var turned = ChannelsLast.Of(kernel.flip(2, 3).transpose(0, 1));                    // [i, o, k, k]
        var padding = kernel.shape[2] / 2;
        return [nn.functional.conv2d(grad_output, turned, padding: [padding, padding]), null!, grad_output];
    }
}
