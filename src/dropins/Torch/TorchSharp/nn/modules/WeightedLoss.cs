using static TorchSharp.torch;

namespace TorchSharp;

public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
{
    private protected WeightedLoss(Tensor? weight, nn.Reduction reduction) : base(reduction) => this.weight = weight;

    public Tensor? weight { get; }
}
