using System.Text.RegularExpressions;

namespace EfficientMnist.Cli.Arguments;

/// <summary>What follows the verb: Hydra-style options (labels=500), settings (--root folder, --json) and plain words; behind -- there are words only.</summary>
internal sealed partial class CommandLine
{
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <summary>The experiment's deviations from its defaults.</summary>
    public IReadOnlyDictionary<string, string> Options => _options;

    /// <param name="arguments">As typed.</param>
    /// <param name="switches">Settings without a value, such as --json.</param>
    /// <param name="valued">Settings with a value, such as --root.</param>
    /// <param name="withOptions">False where an argument with an equals sign is a word, such as a file.</param>
    /// <exception cref="UsageException">A setting that the verb does not have, or one without its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> switches, IReadOnlyList<string> valued, bool withOptions = true)
    {
        var line = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (argument == "--")
            {
                line._words.AddRange(arguments.Skip(i + 1));
                break;
            }
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                var name = equals < 0 ? argument : argument[..equals];
                if (equals < 0 && switches.Contains(name))
                    line._settings[name] = "";
                else if (!valued.Contains(name))
                    throw new UsageException($"There is no setting {name} here. {Allowed(switches, valued)}");
                else if (equals >= 0)
                    line._settings[name] = argument[(equals + 1)..];
                else if (i + 1 < arguments.Count)
                    line._settings[name] = arguments[++i];
                else
                    throw new UsageException($"{name} needs a value.");
            }
            else if (withOptions && equals > 0 && OptionName().IsMatch(argument[..equals]))
            {
                line._options[argument[..equals]] = argument[(equals + 1)..];
            }
            else
            {
                line._words.Add(argument);
            }
        }
        return line;
    }

    public bool Has(string setting) => _settings.ContainsKey(setting);

    public string? Value(string setting) => _settings.GetValueOrDefault(setting);

    /// <summary>The plain words, which must be as many as are named.</summary>
    public IReadOnlyList<string> Words(params string[] names) => _words.Count == names.Length
        ? _words
        : throw new UsageException(names.Length == 0
            ? $"Nothing is expected here but options such as labels=500, not '{string.Join(' ', _words)}'."
            : $"Expected: {string.Join(' ', names.Select(n => $"<{n}>"))}");

    /// <summary>Plain words, at least as many as are named.</summary>
    public IReadOnlyList<string> WordsFrom(params string[] names) =>
        _words.Count >= names.Length ? _words : throw new UsageException($"Expected: {string.Join(' ', names.Select(n => $"<{n}>"))} …");

    /// <summary>Verbs that run no experiment take no options.</summary>
    public CommandLine WithoutOptions() =>
        _options.Count == 0 ? this : throw new UsageException($"No options are expected here, not '{string.Join(' ', _options.Select(o => $"{o.Key}={o.Value}"))}'.");

    // What is no such name, such as a path, is a word.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_.]*$")]
    private static partial Regex OptionName();

    private static string Allowed(IReadOnlyList<string> switches, IReadOnlyList<string> valued) =>
        switches.Count + valued.Count == 0 ? "There are none." : $"There are {string.Join(", ", [.. switches, .. valued.Select(v => v + " <value>")])}.";
}
