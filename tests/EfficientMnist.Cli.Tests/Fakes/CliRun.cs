namespace EfficientMnist.Cli.Tests.Fakes;

/// <summary>One command line, run in this process with an environment of its own.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Errors)
{
    public static async Task<CliRun> OfAsync(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var screen = new Screen(TextWriter.Synchronized(output), TextWriter.Synchronized(errors), outputIsTerminal: false, errorIsTerminal: false, TimeProvider.System)
        {
            Environment = name => environment.GetValueOrDefault(name),
        };
        var code = await CliApp.RunAsync([.. arguments], screen, cancellationToken);
        return new CliRun(code, output.ToString(), errors.ToString());
    }
}
