using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class AvgPool2d : torch.nn.Module<Tensor, Tensor>
    {
        private readonly long[] _kernel_size;
        private readonly long[]? _stride;
        private readonly long[]? _padding;
        private readonly bool _ceil_mode;
        private readonly bool _count_include_pad;

        internal AvgPool2d(long[] kernel_size, long[]? stride, long[]? padding, bool ceil_mode, bool count_include_pad) : base(nameof(AvgPool2d))
        {
            _kernel_size = kernel_size;
            _stride = stride;
            _padding = padding;
            _ceil_mode = ceil_mode;
            _count_include_pad = count_include_pad;
        }

        public override Tensor forward(Tensor input) => nn.functional.avg_pool2d(input, _kernel_size, _stride, _padding, _ceil_mode, _count_include_pad);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static AvgPool2d AvgPool2d(long[] kernel_size, long[]? strides = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true) => new(kernel_size, strides, padding, ceil_mode, count_include_pad);

            public static AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                new(functional.Pair(kernel_size), functional.Pair(stride ?? kernel_size), functional.Pair(padding ?? (0, 0)), ceil_mode, count_include_pad);

            public static AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                new([kernel_size, kernel_size], [stride ?? kernel_size, stride ?? kernel_size], [padding ?? 0, padding ?? 0], ceil_mode, count_include_pad);
        }
    }
}
