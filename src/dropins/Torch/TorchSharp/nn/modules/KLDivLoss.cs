using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class KLDivLoss : Loss<Tensor, Tensor, Tensor>
    {
        private readonly bool _log_target;

        internal KLDivLoss(bool log_target, nn.Reduction reduction) : base(reduction)
        {
            _log_target = log_target;
        }

        public override Tensor forward(Tensor input, Tensor target) => nn.functional.kl_div(input, target, _log_target, reduction);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static KLDivLoss KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) => new(log_target, reduction);
        }
    }
}
