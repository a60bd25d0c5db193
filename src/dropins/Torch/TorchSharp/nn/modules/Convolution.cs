using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the convolutions have in common: parameters, their initial values and padding.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "bias")]
    protected Parameter? _bias;

    [ComponentName(Name = "weight")]
    protected Parameter? _weight;

    private protected Convolution(string name, long[] channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(name)
    {
        (in_channels, out_channels) = (channels[0], channels[1]);
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding_type.HasValue ? null : padding ?? new long[kernel_size.Length];
        this.padding_type = padding_type;
        this.dilation = dilation;
        this.transposed = transposed;
        this.output_padding = output_padding;
        this.groups = groups;
        this.padding_mode = padding_mode;
        long[] sizes = transposed ? [in_channels, out_channels / groups, .. kernel_size] : [out_channels, in_channels / groups, .. kernel_size];
        weight = nn.Parameter(empty(sizes, dtype, device));
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias)
        {
            var bound = 1 / Math.Sqrt(nn.init.CalculateFanInAndFanOut(weight).fanIn);
            this.bias = nn.Parameter(empty(out_channels, dtype, device));
            nn.init.uniform_(this.bias, -bound, bound);
        }
    }

    public Parameter? bias
    {
        get => _bias;
        set
        {
            _bias = value;
            ConditionallyRegisterParameter(nameof(bias), value);
        }
    }

    public Parameter weight
    {
        get => _weight!;
        set
        {
            _weight = value;
            ConditionallyRegisterParameter(nameof(weight), value);
        }
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public bool transposed { get; }

    public Padding? padding_type { get; private set; }

    public long[]? padding { get; private set; }

    public PaddingModes padding_mode { get; set; }

    public long groups { get; set; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    /// <summary>The padding as nn.functional.pad wants it: last dimension first, both sides.</summary>
    private protected long[] ReversedPadding => [.. padding!.Reverse().SelectMany(value => new[] { value, value })];
}
