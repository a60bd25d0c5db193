using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Drills;

var all = DrillList.All;
var names = args.Where(argument => !argument.Contains('=', StringComparison.Ordinal) && !argument.StartsWith("--", StringComparison.Ordinal) && argument != "all").ToList();
var seed = int.Parse(Given("seed") ?? "1", CultureInfo.InvariantCulture);
var minutes = double.Parse(Given("minutes") ?? "1", CultureInfo.InvariantCulture);
var report = Given("out") ?? "drill.json";
if (names.Find(name => all.All(drill => drill.Name != name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no drill '{unknown}'; there are {string.Join(", ", all.Select(drill => drill.Name))}, all. seed=1, out=drill.json, minutes=1 (for each kind of file in fuzz), corpus=<folder> (which keeps what it found), requests=100000 (of fuzz) and --short may follow.");
    return 2;
}

using var interrupt = new CancellationTokenSource();
// Either ends the attack and then what it has started.
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
var settings = new DrillSettings { Seed = seed, IsShort = args.Contains("--short"), Requests = Given("requests") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : null, Reading = TimeSpan.FromMinutes(minutes), Corpus = Given("corpus"), Say = line => Console.Error.WriteLine("   " + line) };
List<object> written = [];
var (held, skips) = (true, 0);
foreach (var drill in names.Count == 0 ? all : all.Where(drill => names.Contains(drill.Name)))
{
    Console.WriteLine($"== {drill.Name}: {drill.Promise}");
    var clock = Stopwatch.StartNew();
    var found = new Findings(settings.Say);
    await found.PartAsync(drill.Name, () => drill.RunAsync(settings, found, interrupt.Token), CancellationToken.None);
    held &= found.Held;
    foreach (var (name, value) in found.Figures)
        Console.WriteLine($"   {name,-56} {value}");
    foreach (var broken in found.Broken)
        Console.WriteLine($"   BROKEN: {broken}");
    foreach (var skipped in found.Skipped)
        Console.WriteLine($"   SKIPPED: {skipped}");
    var verdict = (found.Held, found.Skipped.Count) switch
    {
        (false, _) => "BROKEN",
        (true, 0) => "held",
        (true, var left) => $"held as far as it went, {left} skipped",
    };
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {verdict}, {clock.Elapsed.TotalSeconds:F0} s\n"));
    skips += found.Skipped.Count;
    // After each, so that they are kept whatever becomes of the next.
    written.Add(new { drill = drill.Name, promise = drill.Promise, held = found.Held, seconds = Math.Round(clock.Elapsed.TotalSeconds), figures = found.Figures.ToDictionary(figure => figure.Name, figure => figure.Value), broken = found.Broken, skipped = found.Skipped });
    await File.WriteAllTextAsync(report, JsonSerializer.Serialize(new { seed, isShort = settings.IsShort, drills = written }, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
    if (interrupt.IsCancellationRequested)
        break;
}
if (skips > 0)
    Console.WriteLine($"{skips} {(skips == 1 ? "part was" : "parts were")} skipped and counts as not shown.");
Console.WriteLine($"The figures are in {report}.");
return held ? 0 : 1;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupt.Cancel();
}

string? Given(string name) => args.FirstOrDefault(argument => argument.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
