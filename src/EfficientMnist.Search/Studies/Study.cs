using EfficientMnist.Learning.Randomness;
using EfficientMnist.Search.Pruners;
using EfficientMnist.Search.Samplers;
using EfficientMnist.Search.Trials;
using Polly;
using Polly.Retry;

namespace EfficientMnist.Search.Studies;

/// <summary>
/// A search in a folder, by asking and telling: ask for a trial, report on the way, tell how it ended. Several tasks and
/// several processes may work on one search at a time; a trial whose process is gone is handed to the next who asks.
/// </summary>
public sealed class Study : IDisposable
{
    private readonly string _folder;
    private readonly StudyPlan _plan;
    private readonly ResiliencePipeline _patience;
    private readonly ISampler _sampler;
    private readonly IPruner _pruner;
    private readonly WorkerMark _mark;
    private readonly HashSet<int> _mine = [];
    private readonly SemaphoreSlim _gate = new(1);

    private Study(string folder, StudyPlan plan, TimeProvider time)
    {
        (_folder, _plan, _patience) = (folder, plan, PatienceWithOthers(time));
        (_sampler, _pruner, _mark) = (plan.CreateSampler(), plan.CreatePruner(), WorkerMark.Set(folder));
    }

    /// <summary>Begins a search, or goes on with the one that is there.</summary>
    /// <exception cref="InvalidOperationException">The folder has another search; says in what they differ.</exception>
    /// <exception cref="InvalidDataException">The folder has something else.</exception>
    public static async Task<Study> OpenAsync(string folder, StudyPlan plan, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var study = new Study(folder, plan, time);
        try
        {
            return await study.ChangeAsync(
                file =>
                {
                    var header = StudyHeader.Of(plan);
                    if (file.Header is null)
                        file.Begin(header);
                    else if (header.DifferenceFrom(file.Header) is { } difference)
                        throw new InvalidOperationException($"There is another search in {folder}: {difference}. Name another folder, or the same search.");
                    return study;
                },
                cancellationToken);
        }
        catch
        {
            study.Dispose();
            throw;
        }
    }

    /// <summary>A search as it stands, without working on it; null where there is none.</summary>
    /// <exception cref="InvalidDataException">The folder has something else.</exception>
    public static (StudyPlan Plan, IReadOnlyList<Trial> Trials)? Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, TrialFile.Name)))
            return null;
        using var file = TrialFile.Open(folder);
        return file.Header is { } header ? (header.Plan(), file.Trials) : null;
    }

    /// <summary>All trials so far.</summary>
    public Task<IReadOnlyList<Trial>> TrialsAsync(CancellationToken cancellationToken = default) => ChangeAsync(file => file.Trials, cancellationToken);

    /// <summary>
    /// The trial to work on: one that lost its process, with what it had reported, else a new one. Null once there are
    /// <paramref name="most"/>, or where all values have been tried.
    /// </summary>
    public Task<Trial?> AskAsync(int most, CancellationToken cancellationToken = default) => ChangeAsync(
        file =>
        {
            var trial = Lost(file) is { } lost
                ? file.Add(new TrialEvent { Trial = lost.Number, Event = TrialEvent.Adopted, Worker = _mark.Id })
                : file.Trials.Count < most ? Suggest(file) : null;
            if (trial is not null)
                _mine.Add(trial.Number);
            return trial;
        },
        cancellationToken);

    /// <summary>Keeps what stands behind a trial, such as the id of its run.</summary>
    public Task BeginAsync(int trial, string work, CancellationToken cancellationToken = default) =>
        AddAsync(new TrialEvent { Trial = trial, Event = TrialEvent.Began, Work = work }, cancellationToken);

    /// <summary>Keeps a report, unless one of this share or beyond was kept before; true where the trial should be ended.</summary>
    public Task<bool> ReportAsync(int trial, TrialReport report, CancellationToken cancellationToken = default) => ChangeAsync(
        file =>
        {
            if (Find(file, trial).Reports is [.., var last] && last.Share >= report.Share)
                return false;
            var reported = file.Add(new TrialEvent { Trial = trial, Event = TrialEvent.Reported, Share = report.Share, Value = report.Value });
            return _pruner.ShouldStop(reported, file.Trials);
        },
        cancellationToken);

    public Task CompleteAsync(int trial, double value, double seconds, CancellationToken cancellationToken = default) =>
        AddAsync(new TrialEvent { Trial = trial, Event = TrialEvent.Completed, Value = value, Seconds = seconds }, cancellationToken);

    public Task PruneAsync(int trial, double seconds, CancellationToken cancellationToken = default) =>
        AddAsync(new TrialEvent { Trial = trial, Event = TrialEvent.Pruned, Seconds = seconds }, cancellationToken);

    public Task FailAsync(int trial, string error, double seconds, CancellationToken cancellationToken = default) =>
        AddAsync(new TrialEvent { Trial = trial, Event = TrialEvent.Failed, Error = error, Seconds = seconds }, cancellationToken);

    public void Dispose()
    {
        _mark.Dispose();
        _gate.Dispose();
    }

    private Trial? Lost(TrialFile file) => file.Trials.FirstOrDefault(t =>
        t.State == TrialState.Running && !_mine.Contains(t.Number) && !WorkerMark.IsAlive(_folder, file.Workers[t.Number]));

    private Trial? Suggest(TrialFile file)
    {
        var number = file.Trials.Count;
        return _sampler.Suggest(file.Trials, SeededRandom.Create(_plan.Seed, "search", number)) is { } values
            ? file.Add(new TrialEvent { Trial = number, Event = TrialEvent.Asked, Worker = _mark.Id, Values = values })
            : null;
    }

    private Task<Trial> AddAsync(TrialEvent happened, CancellationToken cancellationToken) => ChangeAsync(
        file =>
        {
            var trial = Find(file, happened.Trial);
            return trial.State == TrialState.Running
                ? file.Add(happened)
                : throw new InvalidOperationException($"Trial {trial.Number} has ended already.");
        },
        cancellationToken);

    private static Trial Find(TrialFile file, int number) =>
        file.Trials.FirstOrDefault(t => t.Number == number) ?? throw new ArgumentException($"There is no trial {number}.", nameof(number));

    // Each change is made on the file as it stands, which is small, under the lock of its being open.
    private async Task<T> ChangeAsync<T>(Func<TrialFile, T> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            using var file = await OpenFileAsync(cancellationToken);
            return change(file);
        }
        finally
        {
            _gate.Release();
        }
    }

    private ValueTask<TrialFile> OpenFileAsync(CancellationToken cancellationToken) =>
        _patience.ExecuteAsync(_ => ValueTask.FromResult(TrialFile.Open(_folder)), cancellationToken);

    // Another process has the file open for the moment of its change; waited for about half a minute.
    private static ResiliencePipeline PatienceWithOthers(TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<IOException>(),
            MaxRetryAttempts = 150,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(10),
            MaxDelay = TimeSpan.FromMilliseconds(200),
            UseJitter = true,
        })
        .Build();
}
