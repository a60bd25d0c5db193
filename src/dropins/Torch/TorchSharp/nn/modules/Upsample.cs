using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class Upsample : torch.nn.Module<Tensor, Tensor>
    {
        private readonly long[]? _size;
        private readonly double[]? _scale_factor;
        private readonly UpsampleMode _mode;
        private readonly bool? _align_corners;
        private readonly bool? _recompute_scale_factor;

        internal Upsample(long[]? size, double[]? scale_factor, UpsampleMode mode, bool? align_corners, bool? recompute_scale_factor) : base(nameof(Upsample))
        {
            _size = size;
            _scale_factor = scale_factor;
            _mode = mode;
            _align_corners = align_corners;
            _recompute_scale_factor = recompute_scale_factor;
        }

        public override Tensor forward(Tensor input) => nn.functional.interpolate(input, _size, _scale_factor, (InterpolationMode)_mode, _align_corners, _recompute_scale_factor ?? false);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Upsample Upsample(long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? align_corners = null, bool? recompute_scale_factor = null) => new(size, scale_factor, mode, align_corners, recompute_scale_factor);
        }
    }
}
