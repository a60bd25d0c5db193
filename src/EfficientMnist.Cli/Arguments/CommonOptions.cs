using System.Linq.Expressions;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Arguments;

/// <summary>Options that mean the same behind every verb that has them.</summary>
internal static class CommonOptions
{
    private const string LimitName = "--limit";
    private const int MostRows = 100_000;

    extension<T>(OptionTable<T> table)
        where T : class
    {
        public OptionTable<T> Json(Expression<Func<T, bool>> property) => table.Switch("--json", property, "Prints what a program can read.");

        public OptionTable<T> OptionalLimit(Expression<Func<T, int?>> property, string meaning) => table.OptionalWhole(LimitName, property, 1, MostRows, meaning);

        public OptionTable<T> Limit(Expression<Func<T, int>> property, string meaning) => table.Whole(LimitName, property, 1, MostRows, meaning);
    }
}

/// <summary>The options of a verb that has none.</summary>
internal sealed record NoOptions
{
    public static OptionTable<NoOptions> Table { get; } = new("A verb", new());
}

/// <summary>The options of a verb that prints either for people or for a program.</summary>
internal sealed record OutputOptions
{
    public bool Json { get; init; }

    public static OptionTable<OutputOptions> Table { get; } = new OptionTable<OutputOptions>("A verb", new()).Json(o => o.Json);
}
