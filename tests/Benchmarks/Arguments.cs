using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Benchmarks;

/// <summary>What is asked for: names of benchmarks, and <c>seeds=1,2,3</c> for those that draw.</summary>
internal static class Arguments
{
    private const string Seeds = "seeds=";

    public static bool TryParse(string[] arguments, out IReadOnlyList<string> names, out IReadOnlyList<int> seeds, [NotNullWhen(false)] out string? error)
    {
        names = [.. arguments.Where(argument => !argument.StartsWith(Seeds, StringComparison.Ordinal))];
        (seeds, error) = ([1, 2, 3], null);
        if (Array.Find(arguments, argument => argument.StartsWith(Seeds, StringComparison.Ordinal)) is not { } given)
            return true;
        List<int> numbers = [];
        foreach (var text in given[Seeds.Length..].Split(','))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            {
                error = $"'{text}' in {given} is no seed; give whole numbers, such as {Seeds}1,2,3.";
                return false;
            }
            numbers.Add(seed);
        }
        seeds = numbers;
        return true;
    }
}
