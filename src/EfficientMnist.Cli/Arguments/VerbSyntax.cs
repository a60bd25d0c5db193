using System.Text.RegularExpressions;
using EfficientMnist.Core.Options;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Cli.Arguments;

/// <summary>
/// What may follow a verb: plain words, and options from one table. A name that begins with two dashes is typed
/// <c>--out file</c>, <c>--out=file</c> or, of a switch, <c>--json</c>; any other is typed <c>round=3</c>.
/// </summary>
internal abstract partial class VerbSyntax(IReadOnlyList<Word> words, string runOptions)
{
    protected const string SettingPrefix = "--";

    /// <summary>Behind it there are words only, such as a path with an equals sign.</summary>
    public const string WordsOnly = "--";

    public IReadOnlyList<Word> Words => words;

    /// <summary>What options of a run mean to the verb, in a sentence; empty where it takes none.</summary>
    public string RunOptions => runOptions;

    public abstract IReadOnlyList<IOption> Options { get; }

    /// <summary>The value of an option where nothing is said; empty where there is none.</summary>
    public abstract string Default(IOption option);

    /// <summary>What follows the verb, in one line.</summary>
    public string Usage => string.Join(' ', [.. words.Select(word => word.ToString()), .. runOptions.Length > 0 ? ["[key=value …]"] : Array.Empty<string>(), .. Options.Count > 0 ? ["[options]"] : Array.Empty<string>()]);

    // What is no such name, such as a path, is a word.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_.]*$")]
    protected static partial Regex KeyName();
}

/// <inheritdoc/>
/// <typeparam name="T">The record that the options fill.</typeparam>
internal sealed class VerbSyntax<T>(OptionTable<T> table, IReadOnlyList<Word> words, string runOptions) : VerbSyntax(words, runOptions)
    where T : class
{
    private readonly bool _takesKeys = runOptions.Length > 0 || table.Options.Any(option => !option.Name.StartsWith(SettingPrefix, StringComparison.Ordinal));

    public override IReadOnlyList<IOption> Options => table.Options;

    public override string Default(IOption option) => table.Describe(table.Defaults)[option.Name];

    /// <exception cref="UsageException">An option that the verb does not have, a value that is not allowed, or a word too many or too few.</exception>
    public VerbLine<T> Parse(IReadOnlyList<string> arguments)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        var ofRun = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> plain = [];
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var argument))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (argument == WordsOnly)
            {
                plain.AddRange(rest);
                break;
            }
            if (argument.StartsWith(SettingPrefix, StringComparison.Ordinal))
                own[name] = equals < 0 ? ValueOf(name, rest) : argument[(equals + 1)..];
            else if (_takesKeys && equals > 0 && KeyName().IsMatch(name))
                (RunOptions.Length > 0 && !table.Has(name) ? ofRun : own)[name] = argument[(equals + 1)..];
            else
                plain.Add(argument);
        }
        return new(Bind(own), Counted(plain), ofRun, arguments);
    }

    private string ValueOf(string name, Queue<string> rest)
    {
        if (Options.FirstOrDefault(option => option.Name == name) is not { } option)
            throw new UsageException(table.Unknown(name).Message);
        if (option.IsSwitch)
            return option.Choices[0];
        return rest.TryDequeue(out var value) ? value : throw new UsageException($"{name} needs a value: {option.Allowed}.");
    }

    private T Bind(Dictionary<string, string> own)
    {
        try
        {
            return table.Bind(own);
        }
        catch (RefusalException refusal)
        {
            throw new UsageException(refusal.Message);
        }
    }

    private List<string> Counted(List<string> plain)
    {
        if (plain.Count >= Words.Sum(word => word.Least) && plain.Count <= Words.Sum(word => (long)word.Most))
            return plain;
        var expected = Words.Count == 0 ? "no words" : string.Join(' ', Words);
        throw new UsageException($"{table.Subject} takes {expected}, {(plain.Count == 0 ? "and there is nothing" : $"not '{Refusal.Quote(string.Join(' ', plain))}'")}. {table.Subject} --help says more.");
    }
}
