using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EfficientMnist.Learning.Randomness;

/// <summary>
/// Generators that depend on nothing but a seed, a purpose and a position. A resumed job makes the generator
/// of its position anew instead of restoring a state, and draws what an uninterrupted one would have drawn.
/// </summary>
public static class SeededRandom
{
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What is drawn; equal seeds give unrelated numbers for different purposes.</param>
    /// <param name="position">Round, epoch or step.</param>
    public static Random Create(long seed, string purpose, long position = 0)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        Span<byte> key = stackalloc byte[16 + Encoding.UTF8.GetMaxByteCount(purpose.Length)];
        BinaryPrimitives.WriteInt64LittleEndian(key, seed);
        BinaryPrimitives.WriteInt64LittleEndian(key[8..], position);
        var length = 16 + Encoding.UTF8.GetBytes(purpose, key[16..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key[..length], hash);
        // System.Random with a given seed keeps its algorithm from one .NET version to the next.
        return new Random(BinaryPrimitives.ReadInt32LittleEndian(hash));
    }
}
