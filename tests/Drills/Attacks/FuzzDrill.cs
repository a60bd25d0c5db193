using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using Drills.Readers;
using Drills.Systems;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Drills.Attacks;

/// <summary>Random messages on every call, requests on every page, mutated files for every reader, and random bytes on every port.</summary>
internal sealed class FuzzDrill : IDrill
{
    private const int AtOnce = 8;
    private const int Told = 5_000; // requests
    private const double AllowedGrowth = 1_500; // megabytes: image caches and thread pools fill up first
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public string Name => "fuzz";

    public string Promise => "No request ends a service or makes it fail: what is wrong is refused in words, within 1 kB, and so is a file that is damaged; memory stays bounded.";

    public async Task RunAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        using var state = new StateCopy();
        await using var store = await ServiceProcess.StartAsync(ServiceNames.DatasetStore, state.Path);
        await using var oracle = await ServiceProcess.StartAsync(ServiceNames.LabelOracle, state.Path);
        List<ServiceProcess> services = [store, oracle];
        await using var trainer = settings.IsShort ? null : await ServiceProcess.StartAsync(ServiceNames.EncoderTrainer, state.Path, Address(store));
        if (trainer is not null)
            services.Add(trainer);
        await using var classifier = trainer is null ? null : await ServiceProcess.StartAsync(ServiceNames.Classifier, state.Path, Address(store), Address(oracle), Address(trainer));
        if (classifier is not null)
            services.Add(classifier);
        // Something to find.
        await new LabelOracleService.LabelOracleServiceClient(oracle.Calls).OpenRunAsync(new OpenRunRequest { RunId = KnownValues.Account, Dataset = "glyphs", Budget = 100 }, cancellationToken: cancellationToken);
        var known = classifier is null || trainer is null ? KnownValues.OfAnAccount : await KnownValues.MakeAsync(classifier.Calls, trainer.Calls, cancellationToken);

        var before = services.ToDictionary(service => service.Name, service => service.Megabytes());
        var told = new Dictionary<string, int>();
        await found.PartAsync("calls", () => CallAsync(services, known, settings, found, cancellationToken), cancellationToken);
        await StillServeAsync(services, "the calls", before, told, settings, found);
        if (classifier is not null && trainer is not null)
        {
            // What the calls have begun would compute for hours.
            await found.PartAsync("ending what was begun", async () =>
            {
                var (runs, trainings) = await KnownValues.EndAllAsync(classifier.Calls, trainer.Calls, cancellationToken);
                found.Note("runs and trainings that the calls had begun and that were ended", string.Create(CultureInfo.InvariantCulture, $"{runs:#,0}, {trainings:#,0}"));
            }, cancellationToken);
            await found.PartAsync("pages", () => WebRequests.RunAsync(state.Path, [Address(store), Address(oracle), Address(trainer), Address(classifier)], settings, found, cancellationToken), cancellationToken);
            await StillServeAsync(services, "the pages", before, told, settings, found);
        }
        await found.PartAsync("noise", () => MakeNoiseAsync(services, settings, found, cancellationToken), cancellationToken);
        await StillServeAsync(services, "the noise", before, told, settings, found);
        await found.PartAsync("readers", () => Task.Run(() => ReaderFuzz.Run(settings.IsShort ? TimeSpan.FromSeconds(1) : settings.Reading, settings, found, cancellationToken), cancellationToken), cancellationToken);
    }

    private static async Task CallAsync(List<ServiceProcess> services, KnownValues known, DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        var requests = settings.Requests ?? settings.Choose(2_500, 100_000);
        var (statuses, done) = (new ConcurrentDictionary<StatusCode, int>(), 0);
        (ServiceProcess Service, MethodDescriptor Method)[] calls = [.. services.SelectMany(service => Contract.CallsOf(service.Name).Select(method => (service, method)))];
        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var random = new Random(unchecked((settings.Seed * 1_000_003) + i));
            var (service, method) = calls[i % calls.Length];
            var maker = new RandomMessage(random, known);
            List<(byte[] Bytes, bool IsDecodable)> messages = [.. Enumerable.Range(0, method.IsClientStreaming ? random.Next(1, 4) : 1).Select(_ => maker.Next(method.InputType))];
            var status = await Contract.CallAsync(service.Calls, method, [.. messages.Select(message => message.Bytes)], Patience, token);
            statuses.AddOrUpdate(status.StatusCode, 1, (_, count) => count + 1);
            // Bytes that are no message are INTERNAL by the library that reads them.
            if (status.StatusCode is StatusCode.Internal or StatusCode.Unknown or StatusCode.DataLoss && messages.TrueForAll(message => message.IsDecodable))
                found.Break($"request {i}, {method.FullName}: {status.StatusCode}: {Short(status.Detail)}");
            if (status.Detail.Length > 1_100)
                found.Break($"request {i}, {method.FullName}: the refusal has {status.Detail.Length} characters");
            if (Interlocked.Increment(ref done) is var made && made % Told == 0)
                settings.Say($"{made} requests");
        });
        found.Note("requests", requests);
        foreach (var (code, count) in statuses.OrderByDescending(status => status.Value))
            found.Note(code.ToString(), count);
    }

    private static async Task MakeNoiseAsync(List<ServiceProcess> services, DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        var connections = settings.Choose(60, 2_000);
        for (var i = 0; i < connections; i++)
            await NoiseAsync(services[i % services.Count].Address.Port, new Random(unchecked((settings.Seed * 1_000_003) + i)), cancellationToken);
        found.Note("connections of noise", connections);
    }

    private static async Task StillServeAsync(List<ServiceProcess> services, string after, Dictionary<string, double> before, Dictionary<string, int> told, DrillSettings settings, Findings found)
    {
        foreach (var service in services)
        {
            // Bytes that are no message are logged by the library that reads them.
            foreach (var failure in service.Failures.Skip(told.GetValueOrDefault(service.Name)).Where(failure => !failure.Contains("InvalidProtocolBufferException", StringComparison.Ordinal)))
                settings.Say($"{service.Name} has logged: {failure}");
            told[service.Name] = service.Failures.Count();
            found.Require(!service.HasEnded && await service.ServesAsync(), $"after {after} {service.Name} does not serve any more: {service.LastWords}");
            found.Require(service.Megabytes() < before[service.Name] + AllowedGrowth, $"after {after} {service.Name} has grown from {before[service.Name]:F0} to {service.Megabytes():F0} MB");
            found.Note($"MB of {service.Name}, before and after {after}", string.Create(CultureInfo.InvariantCulture, $"{before[service.Name]:F0}, {service.Megabytes():F0}"));
        }
    }

    private static (string, string) Address(ServiceProcess service) => ($"services__{service.Name}__grpc__0", service.Address.ToString());

    private static string Short(string text) => text.Length > 200 ? text[..200] + "…" : text;

    private static async Task NoiseAsync(int port, Random random, CancellationToken cancellationToken)
    {
        var noise = new byte[random.Next(1, 2_000)];
        random.NextBytes(noise);
        if (random.Next(2) == 0)
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.CopyTo(noise.Length > 24 ? noise : noise = new byte[64]);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            await client.GetStream().WriteAsync(noise, cancellationToken);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            // Turned away, as it should be; whether the service still serves is seen afterwards.
        }
    }
}
