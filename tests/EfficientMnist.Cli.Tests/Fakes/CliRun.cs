namespace EfficientMnist.Cli.Tests.Fakes;

/// <summary>One command line, run in this process with an environment of its own.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Errors)
{
    public static Task<CliRun> OfAsync(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        OfAsync(environment, arguments, "", terminal: false, cancellationToken);

    /// <param name="environment">Of the process.</param>
    /// <param name="arguments">As typed.</param>
    /// <param name="input">Typed later.</param>
    /// <param name="terminal">Whether output goes to one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<CliRun> OfAsync(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments, string input, bool terminal, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var screen = new Screen(TextWriter.Synchronized(output), TextWriter.Synchronized(errors), outputIsTerminal: terminal, errorIsTerminal: false, TimeProvider.System)
        {
            Input = new StringReader(input),
            Environment = name => environment.GetValueOrDefault(name),
        };
        var code = await CliApp.RunAsync([.. arguments], screen, cancellationToken);
        return new CliRun(code, output.ToString(), errors.ToString());
    }
}
