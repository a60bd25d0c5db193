using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class Sigmoid : torch.nn.Module<Tensor, Tensor>
    {
        private readonly bool _inplace;

        internal Sigmoid(bool inplace) : base(nameof(Sigmoid))
        {
            _inplace = inplace;
        }

        public override Tensor forward(Tensor input) => nn.functional.sigmoid(input, _inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Sigmoid Sigmoid(bool inplace = false) => new(inplace);
        }
    }
}
