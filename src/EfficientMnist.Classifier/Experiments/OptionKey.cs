using System.Globalization;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>One option by the name users give it.</summary>
internal sealed record OptionKey(string Name, Func<RunOptions, string> Read, Func<RunOptions, string, RunOptions> Write)
{
    private const string Auto = "auto";

    /// <summary>What values there may be, in words; empty where only the option itself can tell.</summary>
    public string Allowed { get; private init; } = "";

    /// <summary>The values, where they can be counted.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    public static OptionKey Text(string name, Func<RunOptions, string> read, Func<RunOptions, string, RunOptions> write) =>
        new(name, read, (options, text) => text.Length > 0 ? write(options, text) : throw new ArgumentException($"{name} is empty."));

    public static OptionKey Integer(string name, int least, int most, Func<RunOptions, int> read, Func<RunOptions, int, RunOptions> write) =>
        new(name,
            options => read(options).ToString(CultureInfo.InvariantCulture),
            (options, text) => write(options, Parse(name, text, least, most, "")))
        {
            Allowed = Whole(least, most, ""),
        };

    /// <summary>A number that the run works out itself while it is <c>auto</c>.</summary>
    public static OptionKey OptionalInteger(string name, int least, int most, Func<RunOptions, int?> read, Func<RunOptions, int?, RunOptions> write) =>
        new(name,
            options => read(options)?.ToString(CultureInfo.InvariantCulture) ?? Auto,
            (options, text) => write(options, text == Auto ? null : Parse(name, text, least, most, $" or {Auto}")))
        {
            Allowed = Whole(least, most, $" or {Auto}"),
        };

    public static OptionKey Number(string name, double least, double most, Func<RunOptions, double> read, Func<RunOptions, double, RunOptions> write) =>
        new(name,
            options => read(options).ToString("R", CultureInfo.InvariantCulture),
            (options, text) => write(options, ParseNumber(name, text, least, most, "")))
        {
            Allowed = Real(least, most, ""),
        };

    /// <summary>A number that has another default per kind while it is <c>auto</c>.</summary>
    public static OptionKey OptionalNumber(string name, double least, double most, Func<RunOptions, double?> read, Func<RunOptions, double?, RunOptions> write) =>
        new(name,
            options => read(options)?.ToString("R", CultureInfo.InvariantCulture) ?? Auto,
            (options, text) => write(options, text == Auto ? null : ParseNumber(name, text, least, most, $" or {Auto}")))
        {
            Allowed = Real(least, most, $" or {Auto}"),
        };

    public static OptionKey Choice(string name, IReadOnlyList<string> choices, Func<RunOptions, string> read, Func<RunOptions, string, RunOptions> write) =>
        new(name, read, (options, text) => choices.Contains(text) ? write(options, text) : throw new ArgumentException($"{name}='{text}' must be one of {string.Join(", ", choices)}."))
        {
            Choices = choices,
        };

    private static string Whole(int least, int most, string otherwise) =>
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}{otherwise}");

    private static string Real(double least, double most, string otherwise) =>
        string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}{otherwise}");

    private static double ParseNumber(string name, string text, double least, double most, string otherwise) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name}='{text}' must be {Real(least, most, otherwise)}."));

    private static int Parse(string name, string text, int least, int most, string otherwise) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name}='{text}' must be {Whole(least, most, otherwise)}."));
}
