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
using Grpc.Core;

namespace EfficientMnist.Cli;

/// <summary>From the words typed to an exit code: 0 done, 1 failed, 2 not understood, 130 interrupted.</summary>
internal static class CliApp
{
    private const int Failed = 1;
    private const int NotUnderstood = 2;
    private const int Interrupted = 130;

    private static readonly IVerb[] Verbs =
    [
        new RunVerb(), new SweepVerb(), new SearchVerb(), new LearnVerb(), new RunsVerb(), new CompareVerb(), new WatchVerb(), new StopVerb(), new ResumeVerb(), new ExtendVerb(), new ArchiveVerb(), new RelearnVerb(), new NextVerb(), new OptionsVerb(),
        new LabelVerb(), new AnswersVerb(), new CorrectVerb(), new SuspectsVerb(), new UncertainVerb(),
        new PredictVerb(), new ExportVerb(), new ExportModelVerb(), new ProjectionVerb(), new TensorBoardVerb(), new PictureVerb(), new LedgerVerb(), new EncodersVerb(), new DatasetsVerb(), new ImportVerb(), new DeleteVerb(), new BackupVerb(), new RestoreVerb(), new StatusVerb(),
    ];

    public static async Task<int> RunAsync(string[] arguments, Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            if (arguments is [] or ["help" or "-h" or "--help", ..])
                return Help(screen);
            var verb = Array.Find(Verbs, v => v.Name == arguments[0])
                ?? throw new UsageException($"There is no verb '{arguments[0]}'. There are {string.Join(", ", Verbs.Select(v => v.Name))}.");
            if (arguments.TakeWhile(argument => argument != "--").Any(argument => argument is "--help" or "-h"))
            {
                screen.Output.WriteLine($"usage: eml {verb.Name} {verb.Usage}\n\n{verb.Summary}");
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

    private static int Help(Screen screen)
    {
        screen.Output.WriteLine("usage: eml <verb> …\n");
        foreach (var verb in Verbs)
            screen.Output.WriteLine($"  {$"{verb.Name} {verb.Usage}",-62} {verb.Summary}");
        screen.Output.WriteLine("\nKey and addresses are those of the system on the state folder (Storage__Root), unless named: EML_SERVICE_KEY, EML_CLASSIFIER, EML_DATASET_STORE, EML_LABEL_ORACLE, EML_ENCODER_TRAINER (http://host:port).");
        return 0;
    }
}
