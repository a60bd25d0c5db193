using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Calls ATen operators by name ("add.Tensor"); every tensor operation of the library is a line that names one.</summary>
internal static unsafe class Aten
{
    private const int InlineWords = 64;
    private const int MaxResults = 8;

    private static readonly ConcurrentDictionary<string, nint> s_operators = new(StringComparer.Ordinal);

    /// <summary>Calls an operator with one tensor as result.</summary>
    internal static Tensor Call(string op, params ReadOnlySpan<Arg> args)
    {
        NativeValue result;
        Invoke(op, args, &result, 1);
        return Wrap(result);
    }

    internal static (Tensor First, Tensor Second) Call2(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeValue[MaxResults];
        Invoke(op, args, results, MaxResults);
        return (Wrap(results[0]), Wrap(results[1]));
    }

    internal static (Tensor First, Tensor Second, Tensor Third) Call3(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeValue[MaxResults];
        Invoke(op, args, results, MaxResults);
        return (Wrap(results[0]), Wrap(results[1]), Wrap(results[2]));
    }

    internal static (Tensor First, Tensor Second, Tensor Third, Tensor Fourth) Call4(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeValue[MaxResults];
        Invoke(op, args, results, MaxResults);
        return (Wrap(results[0]), Wrap(results[1]), Wrap(results[2]), Wrap(results[3]));
    }

    /// <summary>The first result only; the others are freed.</summary>
    internal static Tensor First(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeValue[MaxResults];
        var count = Invoke(op, args, results, MaxResults);
        for (var i = 1; i < count; i++)
        {
            if (results[i].Kind == ValueKind.Tensor)
            {
                Bridge.Free((nint)results[i].Bits);
            }
        }

        return Wrap(results[0]);
    }

    /// <summary>Calls an operator for its effect (in-place and out variants).</summary>
    internal static void Do(string op, params ReadOnlySpan<Arg> args) => Invoke(op, args, null, 0);

    internal static Tensor[] List(string op, params ReadOnlySpan<Arg> args)
    {
        NativeValue result;
        Invoke(op, args, &result, 1);
        var handles = new ReadOnlySpan<nint>((void*)result.Bits, result.Count);
        var tensors = new Tensor[handles.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new Tensor(handles[i]);
        }

        return tensors;
    }

    /// <summary>Calls an operator whose result is a number or a truth value.</summary>
    internal static NativeValue Value(string op, params ReadOnlySpan<Arg> args)
    {
        NativeValue result;
        Invoke(op, args, &result, 1);
        return result;
    }

    internal static bool Has(string op) => Find(op, false) != 0;

    private static Tensor Wrap(in NativeValue value) => new(value.Kind == ValueKind.Tensor ? (nint)value.Bits : 0);

    private static nint Find(string op, bool required = true)
    {
        if (s_operators.TryGetValue(op, out var known))
        {
            return known;
        }

        var dot = op.IndexOf('.', StringComparison.Ordinal);
        var found = dot < 0 ? Bridge.Find("aten::" + op, "") : Bridge.Find("aten::" + op[..dot], op[(dot + 1)..]);
        if (found == 0)
        {
            if (required)
            {
                Bridge.Throw();
            }

            return 0;
        }

        return s_operators.GetOrAdd(op, found);
    }

    private static int Invoke(string op, ReadOnlySpan<Arg> args, NativeValue* results, int capacity)
    {
        var handle = Find(op);
        var words = 0L;
        foreach (ref readonly var arg in args)
        {
            words += Words(arg);
        }

        var inline = stackalloc long[InlineWords];
        var scratch = words <= InlineWords ? inline : (long*)NativeMemory.Alloc((nuint)words, sizeof(long));
        try
        {
            var values = stackalloc NativeValue[args.Length];
            var free = scratch;
            for (var i = 0; i < args.Length; i++)
            {
                Encode(in args[i], ref values[i], ref free);
            }

            int count;
            Bridge.Check(Bridge.Call(handle, values, args.Length, results, capacity, &count));
            return count;
        }
        finally
        {
            if (scratch != inline)
            {
                NativeMemory.Free(scratch);
            }
        }
    }

    private static long Words(in Arg arg) => arg.Kind switch
    {
        ValueKind.String => (((string)arg.Reference!).Length * 3 / sizeof(long)) + 1,
        ValueKind.IntList or ValueKind.DoubleList or ValueKind.BoolList or ValueKind.TensorList or ValueKind.OptionalTensorList => arg.Bits,
        _ => 0,
    };

    private static void Encode(in Arg arg, ref NativeValue value, ref long* free)
    {
        value.Kind = arg.Kind;
        value.Count = arg.Extra;
        value.Bits = arg.Bits;
        switch (arg.Kind)
        {
            case ValueKind.IntList or ValueKind.BoolList:
                ((long[])arg.Reference!).CopyTo(new Span<long>(free, (int)arg.Bits));
                break;
            case ValueKind.DoubleList:
                ((double[])arg.Reference!).CopyTo(new Span<double>(free, (int)arg.Bits));
                break;
            case ValueKind.TensorList or ValueKind.OptionalTensorList:
                var tensors = (Tensor?[])arg.Reference!;
                for (var i = 0; i < tensors.Length; i++)
                {
                    free[i] = tensors[i]?.Handle ?? 0;
                }

                break;
            case ValueKind.String:
                var text = (string)arg.Reference!;
                value.Count = Encoding.UTF8.GetBytes(text, new Span<byte>(free, (text.Length * 3) + 1));
                value.Bits = (long)free;
                free += Words(arg);
                return;
            default:
                return;
        }

        value.Count = (int)arg.Bits;
        value.Bits = (long)free;
        free += arg.Bits;
    }
}
