using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Drills.Readers;

/// <summary>Which branches of the instrumented code have been taken, as American fuzzy lop counts them: pairs of branches, how often in powers of two.</summary>
internal sealed unsafe class Coverage
{
    private const int Pairs = 1 << 16;

    private readonly byte[] _seen = new byte[Pairs];

    /// <summary>How many pairs of branches have been taken so far.</summary>
    public int Taken => _seen.Count(times => times != 0);

    /// <summary>Makes the place where instrumented code says which branches it takes; before any of it runs.</summary>
    public static void Begin()
    {
        if (Trace.SharedMem is null)
            Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Pairs);
    }

    /// <summary>Forgets what was taken last.</summary>
    public static void Clear()
    {
        new Span<byte>(Trace.SharedMem, Pairs).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether anything was taken since that had not been taken before, or not so often.</summary>
    public bool HasGrown()
    {
        var grown = false;
        var last = new ReadOnlySpan<byte>(Trace.SharedMem, Pairs);
        for (var i = 0; i < Pairs; i++)
        {
            if (last[i] == 0)
                continue;
            var magnitude = (byte)(1 << BitOperations.Log2(last[i]));
            grown |= (_seen[i] & magnitude) == 0;
            _seen[i] |= magnitude;
        }
        return grown;
    }
}
