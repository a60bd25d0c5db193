using System.Security.Cryptography;
using System.Text;

namespace EfficientMnist.Cli.Runs;

/// <summary>Stands for a set of options, whatever their order: names runs, so that a second start finds those of the first.</summary>
internal static class OptionsHash
{
    /// <param name="options">Names and values.</param>
    /// <param name="digits">Hexadecimal digits wanted.</param>
    /// <param name="tag">Makes runs of the same options different ones; empty for none.</param>
    public static string Of(IReadOnlyDictionary<string, string> options, int digits, string tag = "")
    {
        var text = string.Join(',', options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}"));
        if (tag.Length > 0)
            text += $"|{tag}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..digits];
    }
}
