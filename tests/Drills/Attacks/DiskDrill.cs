using System.Diagnostics;
using System.Globalization;
using Drills.Systems;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Oracle = EfficientMnist.Contracts.V1.LabelOracleService.LabelOracleServiceClient;
using Runs = EfficientMnist.Contracts.V1.ClassifierService.ClassifierServiceClient;

namespace Drills.Attacks;

/// <summary>Full and read-only disks under the ledger and under the journals, in the middle of runs.</summary>
internal sealed class DiskDrill : IDrill
{
    private const int Megabytes = 16;
    private const int Before = 20; // labels bought when the disk ends
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Name => "disk";

    public string Promise => "A full or read-only disk is named; a run on it waits and goes on by itself when there is space, with the ledger it would have had; what does not need the disk goes on.";

    public async Task RunAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        using var state = new StateCopy();
        var ledger = Directory.CreateDirectory(Path.Combine(state.Path, "ledger-disk")).FullName;
        var journals = Directory.CreateDirectory(Path.Combine(state.Path, "journal-disk")).FullName;
        var (made, whyNot) = await SmallDisks.TryMakeAsync(Megabytes, ledger, journals);
        if (made is null)
        {
            found.Skip(whyNot);
            return;
        }
        await using var disks = made;
        (string, string) glyphs = ("Datasets__GlyphImages", "400");
        await using var store = await ServiceProcess.StartAsync(ServiceNames.DatasetStore, state.Path, glyphs);
        await using var oracle = ServiceProcess.MakeBehind(disks.Prefix, ServiceNames.LabelOracle, ledger, glyphs);
        await oracle.StartAsync();
        await using var classifier = ServiceProcess.MakeBehind(
            disks.Prefix, ServiceNames.Classifier, journals, Address(store), Address(oracle), ($"services__{ServiceNames.EncoderTrainer}__grpc__0", store.Address.ToString()), ("Patience__LongestDelaySeconds", "1"));
        await classifier.StartAsync();
        var scene = new Scene(found, disks, classifier, oracle, ledger, journals, settings, cancellationToken);

        await scene.UndisturbedAsync();
        await scene.JournalsFullAsync();
        await scene.LedgerFullAsync();
        if (!settings.IsShort)
        {
            await scene.OneJournalFullAsync();
            await scene.OneJournalReadOnlyAsync();
            await scene.LedgerReadOnlyAsync();
            await scene.JournalsReadOnlyAsync();
        }
        await scene.VerifyAsync();
    }

    private static (string, string) Address(ServiceProcess service) => ($"services__{service.Name}__grpc__0", service.Address.ToString());

    private sealed class Scene(
        Findings found, SmallDisks disks, ServiceProcess classifier, ServiceProcess oracle, string ledger, string journals, DrillSettings settings, CancellationToken cancellationToken)
    {
        private readonly Runs _runs = new(classifier.Calls);
        private readonly Oracle _oracle = new(oracle.Calls);
        private List<(int Sample, int Label)> _expected = [];
        private int _disturbed;

        public async Task UndisturbedAsync()
        {
            await StartAsync("undisturbed");
            await EndAsync("undisturbed");
            _expected = await LedgerAsync("undisturbed");
            found.Note("labels of each run", _expected.Count);
        }

        public async Task JournalsFullAsync()
        {
            await BeginAsync("journals-full");
            await disks.FillAsync(journals);
            await WaitsAsync("journals-full", WaitReason.Disk, "disk is full", "journal.jsonl");
            await RefusedAsync("a new run on a full disk", "No space left", () => _runs.StartRunAsync(Request("none")).ResponseAsync);
            await GoesOnAsync("the runs can be listed while their disk is full", () => _runs.ListRunsAsync(new ListRunsRequest()).ResponseAsync);
            await GoesOnAsync("labels are sold while the journals' disk is full", () => BuyAsync("beside-the-journals"));
            await disks.FreeAsync(journals);
            await EndsAsUndisturbedAsync("journals-full");
        }

        public async Task LedgerFullAsync()
        {
            await BeginAsync("ledger-full");
            await disks.FillAsync(ledger);
            await WaitsAsync("ledger-full", WaitReason.Disk, "disk is full", "ledger.db");
            await RefusedAsync("a purchase on a full disk", "disk is full", () => BuyAsync("undisturbed"));
            await GoesOnAsync("the ledger can be read while its disk is full", () => LedgerAsync("undisturbed"));
            await GoesOnAsync("the runs can be listed while the ledger's disk is full", () => _runs.ListRunsAsync(new ListRunsRequest()).ResponseAsync);
            await disks.FreeAsync(ledger);
            await EndsAsUndisturbedAsync("ledger-full");
        }

        public async Task OneJournalFullAsync()
        {
            await BeginAsync("one-full");
            await disks.FillFileAsync(JournalOf("one-full"));
            await WaitsAsync("one-full", WaitReason.Disk, "disk is full", "journal.jsonl");
            await StartAsync("beside-one-full");
            await EndsAsUndisturbedAsync("beside-one-full");
            await disks.UncoverAsync(JournalOf("one-full"));
            await EndsAsUndisturbedAsync("one-full");
        }

        public async Task OneJournalReadOnlyAsync()
        {
            await BeginAsync("one-read-only");
            var folder = Path.GetDirectoryName(JournalOf("one-read-only"))!;
            await disks.FreezeFolderAsync(folder);
            await WaitsAsync("one-read-only", WaitReason.Disk, "read-only", "journal.jsonl");
            await StartAsync("beside-one-read-only");
            await EndsAsUndisturbedAsync("beside-one-read-only");
            await disks.UncoverAsync(folder);
            await EndsAsUndisturbedAsync("one-read-only");
        }

        public async Task LedgerReadOnlyAsync()
        {
            await BeginAsync("ledger-read-only");
            await oracle.KillAsync();
            await disks.RemountAsync(ledger, readOnly: true);
            try
            {
                await oracle.StartAsync();
                await RefusedAsync("a purchase on a read-only disk", "read-only", () => BuyAsync("undisturbed"));
                await WaitsAsync("ledger-read-only", WaitReason.Disk, "label-oracle waits for its disk", "read-only");
            }
            catch (InvalidOperationException)
            {
                // Whether it starts hangs on whether SQLite had anything left to put into the file.
                found.Require(oracle.Everything.Contains("ledger.db", StringComparison.Ordinal) && oracle.Everything.Contains("readonly", StringComparison.Ordinal), $"the oracle does not say what is read-only: {oracle.LastWords}");
                await WaitsAsync("ledger-read-only", WaitReason.Service, "label-oracle is away");
            }
            await oracle.KillAsync();
            await disks.RemountAsync(ledger, readOnly: false);
            await oracle.StartAsync();
            await EndsAsUndisturbedAsync("ledger-read-only");
        }

        public async Task JournalsReadOnlyAsync()
        {
            await BeginAsync("journals-read-only");
            await classifier.KillAsync();
            await disks.RemountAsync(journals, readOnly: true);
            try
            {
                await classifier.StartAsync();
                found.Break("the classifier has started on a read-only folder");
            }
            catch (InvalidOperationException)
            {
                found.Require(classifier.Everything.Contains("The disk is read-only", StringComparison.Ordinal), $"the classifier does not say what is read-only: {classifier.LastWords}");
            }
            await disks.RemountAsync(journals, readOnly: false);
            await classifier.StartAsync();
            await EndsAsUndisturbedAsync("journals-read-only");
        }

        public async Task VerifyAsync()
        {
            var verified = await _oracle.VerifyLedgerAsync(new VerifyLedgerRequest(), cancellationToken: cancellationToken);
            foreach (var fault in verified.Faults)
                found.Break($"run {fault.RunId}, row {fault.EntryId}: {fault.What}");
            found.Note("runs whose disk ended, all with the ledger of the undisturbed one", _disturbed);
            found.Note("rows verified", verified.Rows);
        }

        private static StartRunRequest Request(string id) => new()
        {
            RunId = id,
            Options = { ["preset"] = "instant", ["dataset"] = "glyphs", ["labels"] = "100", ["cold_start.size"] = "20", ["round.size"] = "2", ["views"] = "histograms", ["strategy"] = "margin" },
        };

        private string JournalOf(string run) => Path.Combine(journals, "runs", run, "journal.jsonl");

        private async Task StartAsync(string run) => await _runs.StartRunAsync(Request(run), cancellationToken: cancellationToken);

        private async Task BeginAsync(string run)
        {
            settings.Say(run);
            await StartAsync(run);
            await UntilAsync(run, state => state.BudgetSpent >= Before, "buys");
        }

        private async Task WaitsAsync(string run, WaitReason reason, params string[] words)
        {
            var clock = Stopwatch.StartNew();
            var waiting = await UntilAsync(run, state => state.Waiting?.Reason == reason && Array.TrueForAll(words, word => state.Waiting.Text.Contains(word, StringComparison.Ordinal)), $"waits and says {string.Join(", ", words)}");
            found.Note($"{run}: seconds until it says so", clock.Elapsed.TotalSeconds);
            settings.Say($"{run} waits: {waiting?.Waiting?.Text}");
        }

        private async Task EndAsync(string run)
        {
            var end = await UntilAsync(run, state => state.State is RunState.Completed or RunState.Failed or RunState.Stopped or RunState.Damaged, "ends");
            found.Require(end is null or { State: RunState.Completed }, $"{run} has ended {end?.State}: {end?.Error}");
        }

        private async Task EndsAsUndisturbedAsync(string run)
        {
            var clock = Stopwatch.StartNew();
            await EndAsync(run);
            found.Note($"{run}: seconds to its end after that", clock.Elapsed.TotalSeconds);
            found.Require((await LedgerAsync(run)).SequenceEqual(_expected), $"{run} has bought something else");
            _disturbed++;
        }

        // Null where it does not come to that.
        private async Task<Run?> UntilAsync(string run, Predicate<Run> isSo, string what)
        {
            var clock = Stopwatch.StartNew();
            while (true)
            {
                Run? state = null;
                try
                {
                    state = (await _runs.GetRunAsync(new GetRunRequest { RunId = run }, cancellationToken: cancellationToken)).Run;
                }
                catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
                {
                    // It is just starting.
                }
                if (state is not null && isSo(state))
                    return state;
                if (clock.Elapsed > Patience || state?.State == RunState.Failed)
                {
                    found.Break($"{run}: that it {what} is not so after {clock.Elapsed.TotalSeconds:F0} s: {state?.State} {state?.Waiting?.Text} {state?.Error}");
                    return null;
                }
                await Task.Delay(20, cancellationToken);
            }
        }

        private async Task<List<(int, int)>> LedgerAsync(string run)
        {
            List<(int, int)> rows = [];
            using var stream = _oracle.StreamLedger(new StreamLedgerRequest { RunId = run }, cancellationToken: cancellationToken);
            await foreach (var page in stream.ResponseStream.ReadAllAsync(cancellationToken))
                rows.AddRange(page.Entries.Select(entry => (entry.SampleId, entry.Label)));
            return rows;
        }

        private async Task<bool> BuyAsync(string run)
        {
            await _oracle.OpenRunAsync(new OpenRunRequest { RunId = $"{run}-account", Dataset = "glyphs", Budget = 5 }, cancellationToken: cancellationToken);
            var request = new QueryLabelsRequest { RunId = $"{run}-account", RequestId = "1", Purpose = QueryPurpose.Acquire, Strategy = "drill", Round = 1, Queries = { new LabelQuery { SampleId = 1, Rank = 1 } } };
            await _oracle.QueryLabelsAsync(request, cancellationToken: cancellationToken);
            return true;
        }

        private async Task RefusedAsync<T>(string what, string word, Func<Task<T>> call)
        {
            try
            {
                await call();
                found.Break($"{what} was not refused");
            }
            catch (RpcException error)
            {
                found.Require(error.StatusCode == StatusCode.Unavailable && error.Status.Detail.Contains(word, StringComparison.Ordinal), string.Create(CultureInfo.InvariantCulture, $"{what} was answered {error.Status}"));
            }
        }

        private async Task GoesOnAsync<T>(string what, Func<Task<T>> call)
        {
            try
            {
                await call();
            }
            catch (RpcException error)
            {
                found.Break($"that {what} is not so: {error.Status}");
            }
        }
    }
}
