using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One position of a Python-like index expression.</summary>
public readonly struct TensorIndex
{
    internal enum Form { None, Null, Bool, Ellipsis, Single, Slice, Tensor }

    private TensorIndex(Form form, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null)
    {
        Kind = form;
        StartOrSingle = start;
        Stop = stop;
        Step = step;
        Tensor = tensor;
    }

    internal Form Kind { get; }

    internal long? StartOrSingle { get; }

    internal long? Stop { get; }

    internal long? Step { get; }

    internal Tensor? Tensor { get; }

    public static TensorIndex Ellipsis => new(Form.Ellipsis);

    public static TensorIndex None => new(Form.None);

    public static TensorIndex Null => new(Form.Null);

    public static TensorIndex Colon => Slice();

    public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Form.Slice, start, stop, step);

    public static TensorIndex Bool(bool value) => new(Form.Bool, value ? 1 : 0);

    public static TensorIndex Single(long? index) => new(Form.Single, index);

    internal static TensorIndex Of(Tensor tensor) => new(Form.Tensor, tensor: tensor);

    public static implicit operator TensorIndex(long value) => Single(value);
    public static implicit operator TensorIndex(bool value) => Bool(value);
    public static implicit operator TensorIndex(Tensor value) => Of(value);
    public static implicit operator TensorIndex((long? start, long? end) range) => Slice(range.start, range.end);
    public static implicit operator TensorIndex(Range range)
    {
        // "^0" as an end means up to the last, as leaving it out does.
        var start = range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value;
        long? stop = range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value;
        return Slice(start, stop);
    }

    public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
}
