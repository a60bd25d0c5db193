using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Constant or PaddingModes.Zeros => Aten.Call("constant_pad_nd", input, pad, value),
                PaddingModes.Reflect => Aten.Call(pad.Length == 2 ? "reflection_pad1d" : "reflection_pad2d", input, pad),
                PaddingModes.Replicate => Aten.Call(pad.Length == 2 ? "replication_pad1d" : "replication_pad2d", input, pad),
                PaddingModes.Circular => Aten.Call("_pad_circular", input, pad),
                _ => throw new ArgumentOutOfRangeException(nameof(mode)),
            };

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false)
            {
                var corners = align_corners ?? false;
                var scale = recompute_scale_factor ? null : scale_factor;
                if (size is not null || recompute_scale_factor)
                {
                    size ??= [.. scale_factor!.Select((factor, i) => (long)Math.Floor(x.size(i + 2) * factor))];
                    scale = null;
                }

                return (mode, x.ndim) switch
                {
                    (InterpolationMode.Nearest, 3) => Aten.Call("upsample_nearest1d.vec", x, size, scale),
                    (InterpolationMode.Nearest, 4) => Aten.Call("upsample_nearest2d.vec", x, size, scale),
                    (InterpolationMode.Linear, 3) => Aten.Call("upsample_linear1d.vec", x, size, corners, scale),
                    (InterpolationMode.Bilinear, 4) => Aten.Call("upsample_bilinear2d.vec", x, size, corners, scale),
                    (InterpolationMode.Bicubic, 4) => Aten.Call("upsample_bicubic2d.vec", x, size, corners, scale),
                    (InterpolationMode.Area, 4) => Aten.Call("adaptive_avg_pool2d", x, size ?? [.. scale_factor!.Select((factor, i) => (long)Math.Floor(x.size(i + 2) * factor))]),
                    _ => throw new ArgumentException($"interpolate: mode {mode} for {x.ndim} dimensions is not available."),
                };
            }

            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                var kind = mode == GridSampleMode.Bilinear ? 0L : 1L;
                var padding = padding_mode switch
                {
                    GridSamplePaddingMode.Border => 1L,
                    GridSamplePaddingMode.Reflection => 2L,
                    _ => 0L,
                };
                return Aten.Call("grid_sampler", input, grid, kind, padding, align_corners ?? false);
            }

            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) => Aten.Call("affine_grid_generator", theta, size ?? [], align_corners);

            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                Aten.Call("im2col", input, new[] { kernel_size, kernel_size }, new[] { dilation, dilation }, new[] { padding, padding }, new[] { stride, stride });

            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
                Aten.Call("im2col", input, Pair(kernel_size), Pair(dilation ?? (1, 1)), Pair(padding ?? (0, 0)), Pair(stride ?? (1, 1)));

            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                Aten.Call("col2im", input, new[] { output_size, output_size }, new[] { kernel_size, kernel_size }, new[] { dilation, dilation }, new[] { padding, padding }, new[] { stride, stride });

            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
                Aten.Call("col2im", input, Pair(output_size), Pair(kernel_size), Pair(dilation ?? (1, 1)), Pair(padding ?? (0, 0)), Pair(stride ?? (1, 1)));

            public static Tensor pixel_shuffle(Tensor x, long upscale_factor) => Aten.Call("pixel_shuffle", x, upscale_factor);

            internal static long[] Pair((long, long) pair) => [pair.Item1, pair.Item2];
        }
    }
}
