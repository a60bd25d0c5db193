using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class SiLU : torch.nn.Module<Tensor, Tensor>
    {
        private readonly bool _inplace;

        internal SiLU(bool inplace) : base(nameof(SiLU))
        {
            _inplace = inplace;
        }

        public override Tensor forward(Tensor input) => nn.functional.silu(input, _inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static SiLU SiLU(bool inplace = false) => new(inplace);
        }
    }
}
