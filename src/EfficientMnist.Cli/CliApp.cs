using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Backups;
using EfficientMnist.Cli.Catalog;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Export;
using EfficientMnist.Cli.Import;
using EfficientMnist.Cli.Inspection;
using EfficientMnist.Cli.Labelling;
using EfficientMnist.Cli.Learn;
using EfficientMnist.Cli.Ledger;
using EfficientMnist.Cli.Pictures;
using EfficientMnist.Cli.Prediction;
using EfficientMnist.Cli.Preview;
using EfficientMnist.Cli.Projection;
using EfficientMnist.Cli.Runs;
using EfficientMnist.Cli.Search;
using EfficientMnist.Cli.Sweep;
using EfficientMnist.Cli.TensorBoard;
using EfficientMnist.Core.Options;
using EfficientMnist.Core.Refusals;
using Grpc.Core;

namespace EfficientMnist.Cli;

/// <summary>From the words typed to an exit code: 0 done, 1 failed, 2 not understood, 130 interrupted.</summary>
internal static class CliApp
{
    private const int Failed = 1;
    private const int NotUnderstood = 2;
    private const int Interrupted = 130;

    public static IReadOnlyList<IVerb> Verbs { get; } =
    [
        new RunVerb(), new SweepVerb(), new SearchVerb(), new LearnVerb(), new RunsVerb(), new CompareVerb(), new WatchVerb(), new StopVerb(), new ResumeVerb(), new ExtendVerb(), new ArchiveVerb(), new DescribeVerb(), new MarkVerb(), new DeleteRunVerb(), new RelearnVerb(), new NextVerb(), new OptionsVerb(),
        new LabelVerb(), new AnswersVerb(), new AgreementVerb(), new CorrectVerb(), new SuspectsVerb(), new UncertainVerb(),
        new PredictVerb(), new ExportVerb(), new ExportModelVerb(), new ProjectionVerb(), new TensorBoardVerb(), new PictureVerb(), new LedgerVerb(), new EncodersVerb(), new DatasetsVerb(), new ImportVerb(), new DeleteVerb(), new BackupVerb(), new RestoreVerb(), new StatusVerb(),
    ];

    public static async Task<int> RunAsync(string[] arguments, Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            switch (arguments)
            {
                case [] or ["help" or "-h" or "--help"]:
                    HelpText.Write(Verbs, screen);
                    return 0;
                case ["help" or "-h" or "--help", var name, ..]:
                    HelpText.Write(Find(name), screen);
                    return 0;
            }
            var verb = Find(arguments[0]);
            if (arguments.TakeWhile(argument => argument != VerbSyntax.WordsOnly).Any(argument => argument is "--help" or "-h"))
            {
                HelpText.Write(verb, screen);
                return 0;
            }
            return await verb.ExecuteAsync(arguments[1..], screen, cancellationToken);
        }
        catch (UsageException error)
        {
            screen.Error.WriteLine($"eml: {error.Message}");
            return NotUnderstood;
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            screen.Error.WriteLine($"eml: {RpcMessages.Explain(error)}");
            return error.StatusCode == StatusCode.InvalidArgument ? NotUnderstood : Failed;
        }
        catch (Exception error) when (error is OperationCanceledException or RpcException && cancellationToken.IsCancellationRequested)
        {
            screen.Error.WriteLine("eml: interrupted");
            return Interrupted;
        }
        catch (Exception error) when (error is SystemFailedException or IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException)
        {
            screen.Error.WriteLine($"eml: {error.Message}");
            return Failed;
        }
    }

    private static IVerb Find(string name) => Verbs.FirstOrDefault(verb => verb.Name == name)
        ?? throw new UsageException(
            $"There is no verb '{Refusal.Quote(name)}'. Did you mean {NearestName.Of(name, Verbs.Select(verb => verb.Name))}? There are {string.Join(", ", Verbs.Select(verb => verb.Name))}.");
}
