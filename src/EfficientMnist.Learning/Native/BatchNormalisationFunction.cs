using static TorchSharp.torch;

namespace EfficientMnist.Learning.Native;

/// <summary>
/// <see cref="BatchNormalisation"/> with its gradients: of the maps, the norm's weight and bias, its scaling, the slope and,
/// where there is one, the addend.
/// </summary>
internal sealed class BatchNormalisationFunction : autograd.SingleTensorFunction<BatchNormalisationFunction>
{
    private const string Scaling = "scaling";
    private const string Slope = "slope";

    public override string Name => nameof(BatchNormalisationFunction);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, scaling, slope) = ((Tensor)vars[0], (NormScaling)vars[3], (float)vars[4]);
        var addend = vars.Length > 5 ? (Tensor)vars[5] : null;
        ctx.save_for_backward(addend is null ? [input] : [input, addend]);
        ctx.save_data(Scaling, scaling);
        ctx.save_data(Slope, slope);
        return BatchNormalisation.Forward(input, addend, scaling, slope);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var gradients = BatchNormalisation.Gradients(grad_output, saved[0], saved.Count > 1 ? saved[1] : null,
            (NormScaling)ctx.get_data(Scaling), (float)ctx.get_data(Slope));
        List<Tensor> all = [gradients.Input, gradients.Weight, gradients.Bias, null!, null!];
        if (saved.Count > 1)
            all.Add(gradients.Addend!);
        // Else they would live until the whole backward pass is over.
        saved.ForEach(tensor => tensor.Dispose());
        grad_output.Dispose();
        return all;
    }
}
