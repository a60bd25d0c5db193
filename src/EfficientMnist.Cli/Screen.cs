using Spectre.Console;

namespace EfficientMnist.Cli;

/// <summary>Where output goes: results to standard output, progress and errors to standard error where results are for a program.</summary>
internal sealed class Screen(TextWriter output, TextWriter error, bool outputIsTerminal, bool errorIsTerminal, TimeProvider time)
{
    public TextWriter Output => output;

    public TextWriter Error => error;

    public TimeProvider Time => time;

    /// <summary>Environment variables by name.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>What is typed, line by line.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>Whether single keys can be read.</summary>
    public bool InputIsTerminal { get; init; }

    public static Screen Console(TimeProvider time) =>
        new(System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected, !System.Console.IsErrorRedirected, time)
        {
            Input = System.Console.In,
            InputIsTerminal = !System.Console.IsInputRedirected,
        };

    /// <summary>For tables and bars on standard output.</summary>
    public IAnsiConsole OutputConsole() => ConsoleOn(output, outputIsTerminal);

    /// <summary>For bars on standard error.</summary>
    public IAnsiConsole ErrorConsole() => ConsoleOn(error, errorIsTerminal);

    public bool OutputIsTerminal => outputIsTerminal;

    public bool ErrorIsTerminal => errorIsTerminal;

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = 160;
        return console;
    }
}
