using System.Globalization;
using Drills.Systems;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace Drills.Attacks;

/// <summary>Every kind of file of a state folder emptied, cut, changed, replaced by a folder or missing: the system starts, and says what is damaged.</summary>
internal sealed class DamageDrill : IDrill
{
    private const string Ledger = "ledger";

    private static readonly (string Name, Action<string, Random> Do)[] Harms =
    [
        ("empty", (path, _) => File.WriteAllBytes(path, [])),
        ("cut", (path, _) => Cut(path)),
        ("changed", (path, random) => Change(path, random)),
        ("a folder", (path, _) =>
        {
            File.Delete(path);
            Directory.CreateDirectory(path);
        }),
        ("missing", (path, _) => File.Delete(path)),
    ];

    public string Name => "damage";

    public string Promise => "A damaged file never stops the system's start; what it belongs to is told as damaged. Only a damaged ledger stops the label oracle, which names it: nothing is bought that could not be accounted for.";

    public async Task RunAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        var random = new Random(settings.Seed);
        using var whole = await MakeAsync(settings, cancellationToken);
        var targets = Targets(whole.Path, settings.IsShort);
        var (starts, refused, next) = (0, 0, 0);
        foreach (var (kind, path) in targets)
        {
            // The short version does one harm to each file, another each time.
            foreach (var (harm, act) in !settings.IsShort || kind == Ledger ? Harms : [Harms[next++ % Harms.Length]])
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var state = StateCopy.Of(whole.Path);
                act(Path.Combine(state.Path, path), random);
                var what = $"{kind} ({path}), {harm}";
                settings.Say(what);
                starts++;
                if (kind == Ledger)
                    refused += await LedgerAsync(state.Path, harm, what, found) ? 1 : 0;
                else
                    await StartAsync(state.Path, what, settings.IsShort, found, cancellationToken);
            }
        }
        found.Note("damages", starts);
        found.Note("kinds of files", targets.Count);
        found.Note("starts of the oracle refused, all on a damaged ledger", refused);
    }

    /// <summary>A state folder with a run, an encoder and an imported data set.</summary>
    private static async Task<StateCopy> MakeAsync(DrillSettings settings, CancellationToken cancellationToken)
    {
        if (settings.IsShort)
        {
            var small = new StateCopy();
            await using var store = await ServiceProcess.StartAsync(ServiceNames.DatasetStore, small.Path);
            await using var oracle = await ServiceProcess.StartAsync(ServiceNames.LabelOracle, small.Path);
            await FillAsync(oracle.Calls, store.Calls, cancellationToken);
            return small;
        }
        await using var system = await WholeSystem.StartAsync(cancellationToken);
        await FillAsync(system.Calls(ServiceNames.LabelOracle), system.Calls(ServiceNames.DatasetStore), cancellationToken);
        var classifier = new ClassifierService.ClassifierServiceClient(system.Calls(ServiceNames.Classifier));
        var request = new StartRunRequest
        {
            RunId = "run",
            Options = { ["preset"] = "quick", ["dataset"] = "glyphs", ["labels"] = "40", ["encoder.kind"] = "ae", ["encoder.width"] = "4", ["encoder.epochs"] = "1" },
        };
        await classifier.StartRunAsync(request, cancellationToken: cancellationToken);
        using var watch = classifier.WatchRun(new WatchRunRequest { RunId = "run" }, cancellationToken: cancellationToken);
        await foreach (var _ in watch.ResponseStream.ReadAllAsync(cancellationToken))
            continue;
        // Its files are whole, and nobody's, once it has ended.
        await system.EndAsync();
        return StateCopy.Of(system.State);
    }

    private static async Task FillAsync(CallInvoker oracle, CallInvoker store, CancellationToken cancellationToken)
    {
        var labels = new LabelOracleService.LabelOracleServiceClient(oracle);
        await labels.OpenRunAsync(new OpenRunRequest { RunId = "account", Dataset = "glyphs", Budget = 10 }, cancellationToken: cancellationToken);
        await labels.QueryLabelsAsync(
            new QueryLabelsRequest { RunId = "account", RequestId = "1", Purpose = QueryPurpose.Seed, Strategy = "drill", Queries = { new LabelQuery { SampleId = 1, Rank = 1 } } }, cancellationToken: cancellationToken);
        var images = Directory.CreateTempSubdirectory("eml-drill-images-");
        try
        {
            var datasets = new DatasetStoreService.DatasetStoreServiceClient(store);
            for (var sample = 0; sample < 6; sample++)
            {
                var thumbnail = await datasets.GetThumbnailAsync(new GetThumbnailRequest { Dataset = "glyphs", Split = Split.Train, SampleId = sample, Scale = 1 }, cancellationToken: cancellationToken);
                var folder = images.CreateSubdirectory(sample % 2 == 0 ? "a" : "b").FullName;
                await File.WriteAllBytesAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{sample}.png")), thumbnail.Png.ToByteArray(), cancellationToken);
            }
            using var import = datasets.ImportFolder(new ImportFolderRequest { Folder = images.FullName, Options = new ImportOptions { Name = "mine", Size = 28 } }, cancellationToken: cancellationToken);
            await foreach (var _ in import.ResponseStream.ReadAllAsync(cancellationToken))
                continue;
        }
        finally
        {
            images.Delete(recursive: true);
        }
    }

    /// <summary>One file of each kind, by the name that files of its kind share.</summary>
    private static List<(string Kind, string Path)> Targets(string state, bool isShort)
    {
        List<(string Kind, string Path)> targets = [(Ledger, "ledger.db")];
        foreach (var folder in isShort ? ["datasets"] : new[] { "datasets", "encoders", "runs", "tensorboard" }.Where(name => Directory.Exists(Path.Combine(state, name))))
        {
            targets.AddRange(Directory.EnumerateFiles(Path.Combine(state, folder), "*", SearchOption.AllDirectories)
                .Where(path => !Path.GetFileName(path).StartsWith('.'))
                .Select(path => (Kind: $"{folder}: {Path.GetFileName(path)}", Path: Path.GetRelativePath(state, path)))
                .DistinctBy(file => file.Kind));
        }
        return targets;
    }

    private static async Task StartAsync(string state, string what, bool isShort, Findings found, CancellationToken cancellationToken)
    {
        await using var store = ServiceProcess.Make(ServiceNames.DatasetStore, state);
        await using var oracle = ServiceProcess.Make(ServiceNames.LabelOracle, state);
        if (!await StartsAsync(store, what, found) || !await StartsAsync(oracle, what, found))
            return;
        await CallAsync(what, "the data sets cannot be listed", found, async () => await new DatasetStoreService.DatasetStoreServiceClient(store.Calls).ListDatasetsAsync(new ListDatasetsRequest(), cancellationToken: cancellationToken));
        await CallAsync(what, "a data set that is whole cannot be read", found, async () => await new DatasetStoreService.DatasetStoreServiceClient(store.Calls).GetDatasetAsync(new GetDatasetRequest { Name = "glyphs" }, cancellationToken: cancellationToken));
        await CallAsync(what, "the damaged data set is no refusal in words", found, async () => await new DatasetStoreService.DatasetStoreServiceClient(store.Calls).GetDatasetAsync(new GetDatasetRequest { Name = "mine" }, cancellationToken: cancellationToken), mayBeRefused: true);
        await CallAsync(what, "the account cannot be read", found, async () => await new LabelOracleService.LabelOracleServiceClient(oracle.Calls).GetBudgetAsync(new GetBudgetRequest { RunId = "account" }, cancellationToken: cancellationToken));
        if (isShort)
            return;
        await using var trainer = ServiceProcess.Make(ServiceNames.EncoderTrainer, state, Address(store));
        if (!await StartsAsync(trainer, what, found))
            return;
        await using var classifier = ServiceProcess.Make(ServiceNames.Classifier, state, Address(store), Address(oracle), Address(trainer));
        if (!await StartsAsync(classifier, what, found))
            return;
        await CallAsync(what, "the encoders cannot be listed", found, async () => await new EncoderTrainerService.EncoderTrainerServiceClient(trainer.Calls).ListEncodersAsync(new ListEncodersRequest(), cancellationToken: cancellationToken));
        await CallAsync(what, "the runs cannot be listed", found, async () =>
        {
            var runs = (await new ClassifierService.ClassifierServiceClient(classifier.Calls).ListRunsAsync(new ListRunsRequest(), cancellationToken: cancellationToken)).Runs;
            found.Require(runs.Any(run => run.RunId == "run"), $"{what}: the run is silently missing");
        });
    }

    private static (string, string) Address(ServiceProcess service) => ($"services__{service.Name}__grpc__0", service.Address.ToString());

    private static async Task<bool> StartsAsync(ServiceProcess service, string what, Findings found)
    {
        try
        {
            await service.StartAsync();
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException)
        {
            found.Break($"{what}: {error.Message}");
            return false;
        }
    }

    private static async Task CallAsync(string what, string otherwise, Findings found, Func<Task> call, bool mayBeRefused = false)
    {
        try
        {
            await call();
        }
        catch (RpcException error) when (mayBeRefused && error.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound)
        {
            // Told in words.
        }
        catch (RpcException error)
        {
            found.Break($"{what}: {otherwise} ({error.Status})");
        }
    }

    // True where the oracle refuses to start. A ledger that is missing is a new one.
    private static async Task<bool> LedgerAsync(string state, string harm, string what, Findings found)
    {
        await using var oracle = ServiceProcess.Make(ServiceNames.LabelOracle, state);
        try
        {
            await oracle.StartAsync();
        }
        catch (InvalidOperationException)
        {
            found.Require(oracle.Everything.Contains("ledger.db", StringComparison.Ordinal), $"{what}: the oracle does not say which file is damaged: {oracle.LastWords}");
            return true;
        }
        if (harm == "missing")
            return false;
        var verified = await new LabelOracleService.LabelOracleServiceClient(oracle.Calls).VerifyLedgerAsync(new VerifyLedgerRequest());
        found.Require(verified is { Rows: > 0 } or { Faults.Count: > 0 } || harm == "changed", $"{what}: the oracle has started on a ledger without its rows");
        return false;
    }

    private static void Cut(string path)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length / 2);
    }

    private static void Change(string path, Random random)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0)
            return;
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(path, bytes);
    }
}
