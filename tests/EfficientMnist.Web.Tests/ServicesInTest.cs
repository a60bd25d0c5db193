using System.Collections.Concurrent;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EfficientMnist.Web.Tests;

/// <summary>The services behind the page, on a real socket: they know the runs and ledgers that a test gives them.</summary>
internal sealed class ServicesInTest : IAsyncDisposable
{
    /// <summary>An image that another annotator has.</summary>
    public const int HeldByOther = 99;

    private readonly WebApplication _app;

    private ServicesInTest(WebApplication app) => _app = app;

    public Dictionary<string, Run> Runs { get; } = [];

    /// <summary>The rows of the runs that have an account.</summary>
    public Dictionary<string, IReadOnlyList<LedgerEntry>> Ledgers { get; } = [];

    /// <summary>The answers and corrections of people, as they came: run, image, label or reason.</summary>
    public Queue<string> Answers { get; } = [];

    /// <summary>Images that people are asked for.</summary>
    public List<Question> Questions { get; } = [];

    /// <summary>What the classifier takes an image for, and how sure it is.</summary>
    public Dictionary<int, (int Label, float Confidence)> Beliefs { get; } = [];

    /// <summary>The marks of images, as they came: run, mark, images.</summary>
    public Queue<string> Marks { get; } = [];

    /// <summary>People's own data sets, beside the two that are always there.</summary>
    public List<string> Imported { get; } = [];

    /// <summary>The files of uploads that have a name, as they came: its name, and where in the file it goes on.</summary>
    public Queue<string> Uploads { get; } = [];

    /// <summary>What the imports were asked for, as they came.</summary>
    public Queue<ImportOptions> Imports { get; } = [];

    public List<Training> Trainings { get; } = [];

    /// <summary>What a service's Orleans dashboard was asked for, as it came: address, key and cookie.</summary>
    public ConcurrentQueue<string> DashboardRequests { get; } = [];

    /// <summary>What the classifier says to every call; null where it answers.</summary>
    public Status? Answer { get; set; }

    public string Address => _app.Urls.First();

    public static async Task<ServicesInTest> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        ServicesInTest? started = null;
        builder.Services.AddSingleton(_ => new Classifier(started!));
        builder.Services.AddSingleton(_ => new Oracle(started!));
        builder.Services.AddSingleton(_ => new Store(started!));
        builder.Services.AddSingleton(_ => new Trainer(started!));
        var app = builder.Build();
        started = new ServicesInTest(app);
        app.MapGrpcService<Classifier>();
        app.MapGrpcService<Oracle>();
        app.MapGrpcService<Store>();
        app.MapGrpcService<Trainer>();
        app.MapGet("/orleans/{**rest}", (HttpRequest request) =>
        {
            started.DashboardRequests.Enqueue($"{request.Path}{request.QueryString} key='{request.Headers["x-eml-key"]}' cookie='{request.Headers.Cookie}'");
            return "the dashboard";
        });
        await app.StartAsync();
        return started;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A run with the options that the page reads.</summary>
    public static Run Run(string id, RunState state = RunState.Completed, string strategy = "margin", int seed = 1) => new()
    {
        RunId = id,
        Name = $"strategy={strategy}",
        State = state,
        Phase = state == RunState.Completed ? RunPhase.Done : RunPhase.Encoder,
        BudgetLimit = 60,
        CreatedAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(DateTime.UnixEpoch),
        Options =
        {
            ["dataset"] = "small", ["strategy"] = strategy, ["seed"] = seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["labels"] = "60", ["encoder.kind"] = "contrastive", ["encoder.epochs"] = "200", ["cold_start.size"] = "20", ["student.generations"] = "0",
        },
    };

    private sealed class Classifier(ServicesInTest services) : ClassifierService.ClassifierServiceBase
    {
        public override Task<GetRunResponse> GetRun(GetRunRequest request, ServerCallContext context) => AnswerAsync(() => new GetRunResponse { Run = Find(request.RunId) });

        public override Task<PredictResponse> Predict(PredictRequest request, ServerCallContext context) => AnswerAsync(() => services.Beliefs.Count == 0
            ? throw new RpcException(new Status(StatusCode.FailedPrecondition, $"Run {request.RunId} has learned from no label yet."))
            : new PredictResponse
            {
                Predictions = { request.SampleIds.Select(sample => services.Beliefs[sample]).Select(belief => new Prediction { Label = belief.Label, Probabilities = { belief.Label == 0 ? belief.Confidence : 1 - belief.Confidence, belief.Label == 1 ? belief.Confidence : 1 - belief.Confidence } }) },
            });

        public override Task<ExtendRunResponse> ExtendRun(ExtendRunRequest request, ServerCallContext context) => AnswerAsync(() =>
        {
            (services.Runs[request.RunId].BudgetLimit, services.Runs[request.RunId].MoneyLimit) = (request.Labels, request.Money);
            return new ExtendRunResponse { Run = services.Runs[request.RunId] };
        });

        public override Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context) =>
            AnswerAsync(() => new ListRunsResponse { Runs = { services.Runs.Values.Where(run => request.Archived || !run.Archived) } });

        public override Task<ArchiveRunResponse> ArchiveRun(ArchiveRunRequest request, ServerCallContext context) => AnswerAsync(() =>
        {
            services.Runs[request.RunId].Archived = !request.Undo;
            return new ArchiveRunResponse { Run = services.Runs[request.RunId] };
        });

        public override Task<DescribeRunResponse> DescribeRun(DescribeRunRequest request, ServerCallContext context) => AnswerAsync(() =>
        {
            services.Runs[request.RunId].Description = request.Description;
            return new DescribeRunResponse { Run = services.Runs[request.RunId] };
        });

        public override Task<MarkImagesResponse> MarkImages(MarkImagesRequest request, ServerCallContext context) => AnswerAsync(() =>
        {
            services.Marks.Enqueue($"{request.RunId} {request.Mark} {string.Join(',', request.SampleIds)}");
            return new MarkImagesResponse { Run = services.Runs[request.RunId], Marked = request.SampleIds.Count - 1, Answered = 1 };
        });

        public override Task<DeleteRunResponse> DeleteRun(DeleteRunRequest request, ServerCallContext context) => AnswerAsync(() =>
        {
            services.Runs.Remove(request.RunId);
            return new DeleteRunResponse();
        });

        public override Task StreamPoolState(StreamPoolStateRequest request, IServerStreamWriter<StreamPoolStateResponse> responseStream, ServerCallContext context)
        {
            Find(request.RunId);
            return responseStream.WriteAsync(new StreamPoolStateResponse
            {
                ClassNames = { "round", "edged" },
                SampleIds = { 0, 1 },
                Predicted = { 1, 0 },
                Confidence = { 0.75f, 0.5f },
                Uncertainty = { 0.5f, 1 },
                Bought = { 0, 1 },
                Label = { -1, 1 },
                Validation = { false, false },
                Marks = { ImageMark.Excluded, ImageMark.Unspecified },
            });
        }

        public override Task ExportModel(ExportModelRequest request, IServerStreamWriter<ExportModelResponse> responseStream, ServerCallContext context)
        {
            Find(request.RunId);
            return responseStream.WriteAsync(new ExportModelResponse());
        }

        private Run Find(string id) => services.Runs.TryGetValue(id, out var run) ? run : throw new RpcException(new Status(StatusCode.NotFound, $"There is no run '{id}'."));

        // An encoder of the small data set takes more passes.
        public override Task<DescribeOptionsResponse> DescribeOptions(DescribeOptionsRequest request, ServerCallContext context) => AnswerAsync(() =>
        {
            if (request.Options.TryGetValue("labels", out var labels) && !int.TryParse(labels, out _))
                throw Refusal.InvalidField("labels", $"labels='{labels}' must be a whole number.").ToRpcException();
            var dataset = request.Options.GetValueOrDefault("dataset", "large");
            return new DescribeOptionsResponse
            {
                Options =
                {
                    new RunOption { Name = "dataset", Value = dataset, Meaning = "The images that form the pool." },
                    new RunOption { Name = "labels", Value = "1000", Allowed = "a whole number", Meaning = "How many labels may be bought." },
                    new RunOption { Name = "encoder.epochs", Value = dataset == "small" ? "200" : "24", Allowed = "a whole number", Meaning = "Passes over the images." },
                    new RunOption { Name = "preset", Value = "standard", Choices = { "standard", "quick" }, Meaning = "The defaults." },
                    new RunOption { Name = "oracle.kind", Value = "dataset", Choices = { "dataset", "human" }, Meaning = "Who answers." },
                    new RunOption { Name = "oracle.classes", Value = "", Allowed = "names", Meaning = "The names of the classes." },
                    new RunOption { Name = "strategy", Value = "margin", Choices = { "margin", "random" }, Meaning = "How images are chosen." },
                    new RunOption { Name = "seed", Value = "1", Allowed = "a whole number", Meaning = "Seed of the run." },
                },
            };
        });

        private Task<T> AnswerAsync<T>(Func<T> answer) => services.Answer is { } refusal ? throw new RpcException(refusal) : Task.FromResult(answer());
    }

    private sealed class Oracle(ServicesInTest services) : LabelOracleService.LabelOracleServiceBase
    {
        public override Task<GetBudgetResponse> GetBudget(GetBudgetRequest request, ServerCallContext context) =>
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no run '{request.RunId}'."));

        public override Task<AnswerQuestionResponse> AnswerQuestion(AnswerQuestionRequest request, ServerCallContext context)
        {
            services.Answers.Enqueue($"{request.RunId} {request.SampleId} {request.AnswerCase} {(request.AnswerCase == AnswerQuestionRequest.AnswerOneofCase.Label ? request.Label : request.Reject)}");
            return Task.FromResult(new AnswerQuestionResponse { Progress = new QueueProgress { Rejected = 1, Budget = new Budget() } });
        }

        public override Task<ListQuestionsResponse> ListQuestions(ListQuestionsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListQuestionsResponse { Questions = { services.Questions }, Progress = Progress() });

        // One of them is somebody else's by now.
        public override Task<ClaimQuestionsResponse> ClaimQuestions(ClaimQuestionsRequest request, ServerCallContext context) => Task.FromResult(new ClaimQuestionsResponse
        {
            Questions = { services.Questions.Where(question => request.SampleIds.Contains(question.SampleId) && question.SampleId != HeldByOther) },
            Progress = Progress(),
        });

        public override Task<AnswerQuestionsResponse> AnswerQuestions(AnswerQuestionsRequest request, ServerCallContext context)
        {
            var response = new AnswerQuestionsResponse { Progress = Progress() };
            foreach (var sample in request.SampleIds)
            {
                if (sample == HeldByOther)
                {
                    response.LeftOut.Add(new LeftOutQuestion { SampleId = sample, Reason = $"Sample {sample} is with bob now." });
                    continue;
                }
                services.Answers.Enqueue($"{request.RunId} {sample} Label {request.Label} by {request.Annotator}");
                services.Questions.RemoveAll(question => question.SampleId == sample);
                response.Entries.Add(new LedgerEntry { SampleId = sample, Label = request.Label });
            }
            return Task.FromResult(response);
        }

        public override Task<UndoAnswerResponse> UndoAnswer(UndoAnswerRequest request, ServerCallContext context)
        {
            services.Answers.Enqueue($"{request.RunId} undone {request.Count} by {request.Annotator}");
            return Task.FromResult(new UndoAnswerResponse { Progress = Progress() });
        }

        private static QueueProgress Progress() => new() { Budget = new Budget() };

        public override Task<CorrectLabelResponse> CorrectLabel(CorrectLabelRequest request, ServerCallContext context)
        {
            services.Answers.Enqueue($"{request.RunId} {request.SampleId} corrected {(request.AnswerCase == CorrectLabelRequest.AnswerOneofCase.Label ? request.Label : request.Reject)}");
            return Task.FromResult(new CorrectLabelResponse());
        }

        public override Task<ClaimQuestionResponse> ClaimQuestion(ClaimQuestionRequest request, ServerCallContext context) =>
            Task.FromResult(new ClaimQuestionResponse { Progress = new QueueProgress { Budget = new Budget() } });

        public override Task<GetAgreementResponse> GetAgreement(GetAgreementRequest request, ServerCallContext context) => Task.FromResult(new GetAgreementResponse
        {
            Drawn = 6,
            Answered = 4,
            Agreed = 3,
            Kappa = 0.5,
            Pairs = { new PairAgreement { First = "ann", Second = "bob", Images = 4, Agreed = 3, Kappa = 0.6 } },
            Disagreements =
            {
                new Disagreement
                {
                    SampleId = 42,
                    First = new Said { Annotator = "ann", Label = 1 },
                    Second = new Said { Annotator = "bob", Label = -1, Reject = RejectReason.Unusable },
                },
            },
        });

        public override Task<ListAnswersResponse> ListAnswers(ListAnswersRequest request, ServerCallContext context) => Task.FromResult(new ListAnswersResponse
        {
            Entries = { new LedgerEntry { SampleId = 7, Label = -1, Reject = RejectReason.NoneOfThese, Action = LedgerAction.Answered } },
        });

        public override async Task StreamLedger(StreamLedgerRequest request, IServerStreamWriter<StreamLedgerResponse> responseStream, ServerCallContext context)
        {
            if (!services.Ledgers.TryGetValue(request.RunId, out var rows))
                throw new RpcException(new Status(StatusCode.NotFound, $"There is no run '{request.RunId}'."));
            await responseStream.WriteAsync(new StreamLedgerResponse { Entries = { rows } });
        }
    }

    private sealed class Trainer(ServicesInTest services) : EncoderTrainerService.EncoderTrainerServiceBase
    {
        public override Task<ListTrainingsResponse> ListTrainings(ListTrainingsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListTrainingsResponse { Trainings = { services.Trainings } });
    }

    private sealed class Store(ServicesInTest services) : DatasetStoreService.DatasetStoreServiceBase
    {
        public override Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context) =>
            Task.FromResult(new GetDatasetResponse { Dataset = new Dataset { Name = request.Name, Width = 28, Height = 28, Channels = 1, ClassNames = { "round", "edged" }, Splits = { new SplitInfo { Split = Split.Train, Count = 100 } } } });

        public override Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListDatasetsResponse
            {
                Datasets =
                {
                    new DatasetAvailability { Name = "large", Available = true }, new DatasetAvailability { Name = "small", Available = true },
                    services.Imported.Select(name => new DatasetAvailability { Name = name, Available = true, Imported = true }),
                },
            });

        public override Task ImportFolder(ImportFolderRequest request, IServerStreamWriter<ImportFolderResponse> responseStream, ServerCallContext context)
        {
            services.Imports.Enqueue(request.Options);
            return responseStream.WriteAsync(new ImportFolderResponse { Done = 1, Total = 1, Result = Result(request.Options) });
        }

        public override Task<GetUploadResponse> GetUpload(GetUploadRequest request, ServerCallContext context) => request.UploadId == "gone"
            ? throw new RpcException(new Status(StatusCode.Unavailable, "It still comes in."))
            : Task.FromResult(new GetUploadResponse { Files = 3, Bytes = 5_000_000_000 });

        public override async Task<UploadImagesResponse> UploadImages(IAsyncStreamReader<UploadImagesRequest> requestStream, ServerCallContext context)
        {
            ImportOptions? options = null;
            var id = "";
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                options ??= request.Options;
                id = request.UploadId.Length > 0 ? request.UploadId : id;
                if (id.Length > 0 && request.File is { } file)
                    services.Uploads.Enqueue($"{id} from {file.From}");
            }
            services.Imports.Enqueue(options!);
            return new UploadImagesResponse { Result = Result(options!) };
        }

        private static ImportResult Result(ImportOptions options) => new() { Dataset = new Dataset { Name = options.Name } };
    }
}
