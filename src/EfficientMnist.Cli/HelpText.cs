using EfficientMnist.Cli.Arguments;
using EfficientMnist.Core.Options;
using Spectre.Console;

namespace EfficientMnist.Cli;

/// <summary>What eml help prints, from the tables that the verbs are read by.</summary>
internal static class HelpText
{
    public static void Write(IReadOnlyList<IVerb> verbs, Screen screen)
    {
        screen.Output.WriteLine("usage: eml <verb> …\n");
        var table = Rows().AddColumns("", "");
        foreach (var verb in verbs)
            table.AddRow(Markup.Escape(verb.Name), Markup.Escape(verb.Summary));
        screen.OutputConsole().Write(table);
        screen.Output.WriteLine("\neml help <verb> shows what may follow one.\nKey and addresses are those of the system on the state folder (Storage__Root), unless named: EML_SERVICE_KEY, EML_CLASSIFIER, EML_DATASET_STORE, EML_LABEL_ORACLE, EML_ENCODER_TRAINER (http://host:port).");
    }

    public static void Write(IVerb verb, Screen screen)
    {
        screen.Output.WriteLine($"usage: eml {verb.Name} {verb.Syntax.Usage}".TrimEnd());
        screen.Output.WriteLine($"\n{verb.Summary}\n");
        var table = Rows().AddColumns("", "", "", "");
        foreach (var word in verb.Syntax.Words)
            table.AddRow(Markup.Escape($"<{word.Name}>"), "", "", Markup.Escape(word.Meaning));
        if (verb.Syntax.RunOptions.Length > 0)
            table.AddRow("key=value", "", "eml options shows them", Markup.Escape(verb.Syntax.RunOptions));
        foreach (var option in verb.Syntax.Options)
            table.AddRow(Markup.Escape(option.Name), Markup.Escape(Default(verb.Syntax, option)), Markup.Escape(option.IsSwitch ? "" : Allowed(option)), Markup.Escape(option.Meaning));
        if (table.Rows.Count > 0)
            screen.OutputConsole().Write(table);
    }

    private static Table Rows() => new Table { ShowHeaders = false, Border = TableBorder.None };

    private static string Default(VerbSyntax syntax, IOption option) => option.IsSwitch ? "" : syntax.Default(option);

    private static string Allowed(IOption option) => option.Choices.Count > 0 ? string.Join(" | ", option.Choices) : option.Allowed;
}
