using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Benchmarks;

/// <summary>What is asked for: names of benchmarks, <c>seeds=1,2,3</c> for those that draw, and <c>only=name,name</c> for those that compare.</summary>
/// <param name="Names">Benchmarks; none for all.</param>
/// <param name="Seeds">Of those that draw.</param>
/// <param name="Only">What a benchmark that compares is to leave the others out for; none for all.</param>
internal sealed record Arguments(IReadOnlyList<string> Names, IReadOnlyList<int> Seeds, IReadOnlyList<string> Only)
{
    private const string SeedsName = "seeds=";
    private const string OnlyName = "only=";

    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out Arguments? parsed, [NotNullWhen(false)] out string? error)
    {
        (parsed, error) = (null, null);
        List<int> seeds = [];
        foreach (var text in Values(arguments, SeedsName))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            {
                error = $"'{text}' is no seed; give whole numbers, such as {SeedsName}1,2,3.";
                return false;
            }
            seeds.Add(seed);
        }
        string[] names = [.. arguments.Where(argument => !argument.Contains('=', StringComparison.Ordinal))];
        if (Array.Find(arguments, argument => argument.Contains('=', StringComparison.Ordinal) && !Is(argument, SeedsName) && !Is(argument, OnlyName)) is { } unknown)
        {
            error = $"There is no option {unknown}; there are {SeedsName}1,2,3 and {OnlyName}name,name.";
            return false;
        }
        parsed = new Arguments(names, seeds.Count == 0 ? [1, 2, 3] : seeds, [.. Values(arguments, OnlyName)]);
        return true;
    }

    private static bool Is(string argument, string name) => argument.StartsWith(name, StringComparison.Ordinal);

    private static IEnumerable<string> Values(string[] arguments, string name) =>
        arguments.Where(argument => Is(argument, name)).SelectMany(argument => argument[name.Length..].Split(','));
}
