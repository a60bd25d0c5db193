using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Latent;

/// <summary>What a run knows of its pool, by sample id, as the browser colours it: numbers as bytes, little-endian, in Base64.</summary>
internal sealed record PoolDrawing
{
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>16-bit; -1 for none.</summary>
    public required byte[] Predicted { get; init; }

    /// <summary>16-bit; -1 where it was not bought.</summary>
    public required byte[] Label { get; init; }

    /// <summary>16-bit; 0 not bought, 1 cold start, then the rounds.</summary>
    public required byte[] Bought { get; init; }

    /// <summary>8-bit, 0 … 255.</summary>
    public required byte[] Confidence { get; init; }

    /// <summary>8-bit, 0 … 255.</summary>
    public required byte[] Uncertainty { get; init; }

    /// <summary>8-bit; 0 none, 1 asked for next, 2 excluded.</summary>
    public required byte[] Mark { get; init; }

    public static PoolDrawing Of(IReadOnlyList<StreamPoolStateResponse> parts)
    {
        var count = parts.SelectMany(part => part.SampleIds).DefaultIfEmpty(-1).Max() + 1;
        var (predicted, label, bought) = (new short[count], new short[count], new short[count]);
        var (confidence, uncertainty, mark) = (new byte[count], new byte[count], new byte[count]);
        foreach (var part in parts)
        {
            for (var i = 0; i < part.SampleIds.Count; i++)
            {
                var id = part.SampleIds[i];
                predicted[id] = (short)part.Predicted[i];
                label[id] = (short)part.Label[i];
                bought[id] = (short)part.Bought[i];
                confidence[id] = Byte(part.Confidence[i]);
                uncertainty[id] = Byte(part.Uncertainty[i]);
                mark[id] = (byte)part.Marks[i];
            }
        }
        return new PoolDrawing
        {
            ClassNames = [.. parts.SelectMany(part => part.ClassNames)],
            Predicted = MemoryMarshal.AsBytes<short>(predicted).ToArray(),
            Label = MemoryMarshal.AsBytes<short>(label).ToArray(),
            Bought = MemoryMarshal.AsBytes<short>(bought).ToArray(),
            Confidence = confidence,
            Uncertainty = uncertainty,
            Mark = mark,
        };
    }

    private static byte Byte(float share) => (byte)Math.Round(255 * Math.Clamp(share, 0, 1));
}
