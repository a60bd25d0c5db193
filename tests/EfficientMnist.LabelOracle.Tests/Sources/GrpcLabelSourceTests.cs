using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Sources;
using EfficientMnist.LabelOracle.Tests.Storage;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Money = EfficientMnist.LabelOracle.Pricing.Money;

namespace EfficientMnist.LabelOracle.Tests.Sources;

public sealed class GrpcLabelSourceTests : IAsyncLifetime
{
    private readonly Source _source = new();
    private WebApplication? _app;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(_source);
        _app = builder.Build();
        _app.MapGrpcService<Source>();
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app!.DisposeAsync();

    [Fact]
    public async Task Buy_FromAProgram_AsksOnceAndIsReplayed()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await OpenAsync(setup);

        var bought = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 4, 7));
        await setup.BuyAsync(run, "first", 4, 7);

        Assert.Equal([0, 1], bought.Rows.Select(row => row.Label));
        Assert.Equal(["first: 4 7"], _source.Asked);
        Assert.Equal(new RunBudget(4, 2), await setup.BudgetAsync(run));
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, RefusalKind.Unavailable)]
    [InlineData(StatusCode.PermissionDenied, RefusalKind.Conflict)]
    public async Task Buy_OfAProgramThatFailsOnce_ChargesOnceInTheEnd(StatusCode failure, RefusalKind expected)
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await OpenAsync(setup);
        _source.Failures.Enqueue(failure);

        var refused = await Assert.ThrowsAsync<RefusalException>(() => setup.BuyAsync(run, "first", 4));
        Assert.Equal(expected, refused.Kind);
        Assert.Empty(await setup.RowsAsync(run));
        await setup.BuyAsync(run, "first", 4);

        Assert.Equal(new RunBudget(4, 1), await setup.BudgetAsync(run));
        Assert.Equal(["first: 4", "first: 4"], _source.Asked);
    }

    [Fact]
    public async Task Buy_AtTheSameTime_NeverReservesMoreThanTheBudget()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await OpenAsync(setup);
        _source.Gate = new TaskCompletionSource();

        var slow = setup.BuyAsync(run, "slow", 1, 2, 3);
        await _source.Waiting.Task;
        var second = await setup.BuyAsync(run, "second", 4, 5);
        _source.Gate.SetResult();

        Assert.Equal(1, Assert.IsType<PurchaseOutcome.BudgetExhausted>(second).Budget.Remaining);
        Assert.IsType<PurchaseOutcome.Bought>(await slow);
        Assert.Equal(new RunBudget(4, 3), await setup.BudgetAsync(run));
    }

    [Fact]
    public async Task Buy_WhatTheProgramDoesNotKnow_NamesTheImage()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await OpenAsync(setup);

        var error = await Assert.ThrowsAsync<RefusalException>(() => setup.BuyAsync(run, "first", 4, 999));

        Assert.Contains("image 999 has no label", error.Message, StringComparison.Ordinal);
        Assert.Equal(new RunBudget(4, 0), await setup.BudgetAsync(run));
    }

    [Fact]
    public async Task Buy_FromAProgramThatNamesPrices_ChargesThem()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await OpenAsync(setup, new AskedPrices(20, new Dictionary<string, long>(), 0));
        _source.Price = 7;

        await setup.BuyAsync(run, "first", 4, 5);

        Assert.Equal(new RunBudget(4, 2, new Money(null, 14, 20)), await setup.BudgetAsync(run));
    }

    private async Task<RunId> OpenAsync(OracleSetup setup, AskedPrices? prices = null)
    {
        var id = new RunId("run");
        Assert.IsType<OpenRunOutcome.Opened>(await setup.Runs.OpenAsync(
            id, OracleSetup.Dataset, 4, OracleKind.Grpc, ["even", "odd"], default, new SourceSettings("", "", _app!.Urls.Single()), prices: prices));
        return id;
    }

    private sealed class Source : LabelSourceService.LabelSourceServiceBase
    {
        public List<string> Asked { get; } = [];

        public Queue<StatusCode> Failures { get; } = [];

        public long? Price { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public TaskCompletionSource Waiting { get; } = new();

        public override async Task<GetLabelsResponse> GetLabels(GetLabelsRequest request, ServerCallContext context)
        {
            Asked.Add($"{request.RequestId}: {string.Join(' ', request.Images.Select(image => image.SampleId))}");
            if (Failures.TryDequeue(out var failure)) throw new RpcException(new Status(failure, "Not now."));
            if (Gate is not null)
            {
                Waiting.TrySetResult();
                await Gate.Task;
            }
            return new GetLabelsResponse
            {
                Labels = { request.Images.Where(image => image.SampleId != 999).Select(image => new SourceLabel { SampleId = image.SampleId, Label = image.SampleId % 2 == 0 ? "even" : "odd", Price = Price }) },
            };
        }
    }
}
