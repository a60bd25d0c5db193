using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Health;
using EfficientMnist.Contracts.Runs;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Spectre.Console;

namespace EfficientMnist.Cli.Runs;

/// <summary>Whether each service answers, what runs wait for, and on what device encoders train.</summary>
internal sealed class StatusVerb() : Verb<OutputOptions>(
    "status",
    "shows the health of all services; exit code 1 where one is missing",
    OutputOptions.Table)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    protected override async Task<int> ExecuteAsync(VerbLine<OutputOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        using var system = SystemConnection.Open(screen);
        var table = new Table().AddColumns("service", "address", "health", "answers in", "last trouble");
        var services = new JsonArray();
        var allServe = true;
        foreach (var service in ServiceNames.Grpc)
        {
            var (health, serves, took) = await AskAsync(system, service, screen.Time, cancellationToken);
            allServe &= serves;
            var trouble = Text(system.Addresses.Troubles.GetValueOrDefault(service));
            services.Add((JsonNode)new JsonObject
            {
                ["service"] = service,
                ["address"] = system.Addresses.Services[service].ToString(),
                ["health"] = health,
                ["milliseconds"] = took.TotalMilliseconds,
                ["trouble"] = trouble,
            });
            table.AddRow(
                service, system.Addresses.Services[service].ToString(), Markup.Escape(health), string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:F0} ms"), Markup.Escape(trouble ?? ""));
        }
        foreach (var (name, trouble) in system.Addresses.Troubles.Where(trouble => !ServiceNames.Grpc.Contains(trouble.Key)))
        {
            services.Add((JsonNode)new JsonObject { ["service"] = name, ["trouble"] = Text(trouble) });
            table.AddRow(name, "", "", "", Markup.Escape(Text(trouble)!));
            allServe &= !trouble.IsLeftEnded;
        }
        if (line.Options.Json)
            screen.Output.WriteLine(services.ToJsonString());
        else
            screen.OutputConsole().Write(table);
        if (!allServe)
        {
            screen.Error.WriteLine("eml: not all services answer. ./eml up starts them; the AppHost's console and dashboard have their logs.");
            return 1;
        }
        if (line.Options.Json)
            return 0;
        var device = await system.Trainer.GetDeviceAsync(new GetDeviceRequest(), cancellationToken: cancellationToken);
        await foreach (var run in system.Classifier.ListAllRunsAsync(cancellationToken: cancellationToken).Where(run => run.Waiting is not null))
            screen.Output.WriteLine($"Run {run.RunId} waits: {RunText.Waiting(run)}.");
        screen.Output.WriteLine($"Encoders train on {device.Device} in {device.Precision} with {device.Threads} threads ({device.Description}); latent cache {(device.CacheAvailable ? "available" : "away")}.");
        return 0;
    }

    private static string? Text(ServiceTrouble? trouble) => trouble is null ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{trouble.At.UtcDateTime:u}: {(trouble.IsLeftEnded ? $"ended {trouble.Ends} times within a minute and is left ended" : trouble.Ends == 1 ? "ended and was started again" : $"ended {trouble.Ends} times within a minute and was started again")}, {trouble.Why}");

    private static async Task<(string Health, bool Serves, TimeSpan Took)> AskAsync(
        SystemConnection system, string service, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var serves = await ServiceHealth.IsServingAsync(system.Invoker(service), time.GetUtcNow().UtcDateTime + Deadline, cancellationToken);
            return (serves ? "serving" : "not serving", serves, time.GetElapsedTime(started));
        }
        catch (RpcException error)
        {
            return ($"{error.StatusCode}: {error.Status.Detail}", false, time.GetElapsedTime(started));
        }
    }
}
