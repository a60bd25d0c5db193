using EfficientMnist.Cli.Sweep.Results;

namespace EfficientMnist.Cli.Tests.Sweep;

public sealed class ResultFilesTests
{
    private static readonly SweepDocument Document = new(
        [Results.Origin],
        [
            Results.Row("margin", 100, 1, 0.79) with
            {
                Members = [new MemberScore("kernel", 0.78), new MemberScore("student", 0.785)],
                Estimate = new RunEstimate("lure", 0.8, 0.76, 0.84, 100, 0.95),
                Stop = "budget, all of it",
            },
            Results.Row("random", 100, 1, 0.754) with { Commit = null },
        ]);

    [Fact]
    public void Csv_HasOneRowPerRunAndColumnsForWhatOnlySomeHave()
    {
        using var writer = new StringWriter();

        SweepCsv.Write(Document, writer);

        Assert.Equal(
            """
            dataset,strategy,labels,labels_bought,seed,accuracy,macro_f1,accuracy_kernel,accuracy_student,estimate,estimate_low,estimate_high,estimate_labels,estimate_kind,stop,encoder,seconds,run,commit
            fashion-mnist,margin,100,100,1,0.79,0.78,0.78,0.785,0.8,0.76,0.84,100,lure,"budget, all of it",feed,12.5,sweep-fashion-mnist-margin-100-1,0123456789ab
            fashion-mnist,random,100,100,1,0.754,0.744,,,,,,,,,feed,12.5,sweep-fashion-mnist-random-100-1,

            """,
            writer.ToString());
    }

    [Fact]
    public void Csv_OfASweepOverAFurtherOption_HasAColumnForIt()
    {
        using var writer = new StringWriter();
        var row = Results.Row("margin", 100, 1, 0.79);
        var axes = new Dictionary<string, IReadOnlyList<string>>(Results.Origin.Axes) { ["classifier.kind"] = ["kernel_ridge", "linear_probe"] };
        var other = row with { RunId = "b", Options = new Dictionary<string, string>(row.Options) { ["classifier.kind"] = "linear_probe" } };

        SweepCsv.Write(new SweepDocument([Results.Origin with { Axes = axes }], [row, other]), writer);

        Assert.StartsWith("dataset,strategy,classifier.kind,labels,", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nfashion-mnist,margin,linear_probe,100,", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasWhatIsNeededToRepeatTheSweepAndOneLinePerRun()
    {
        var json = SweepJson.Write(Document);

        Assert.Equal(Golden.ReplaceLineEndings("\n"), json);
    }

    [Fact]
    public void Json_ReadAgain_IsTheSameDocument()
    {
        var json = SweepJson.Write(Document);

        var read = SweepJson.Read(json, "results.json");

        Assert.Equal(json, SweepJson.Write(read));
        Assert.Equal("margin", read.Runs[0].Options["strategy"]);
        Assert.Equal("kernel_ridge", read.Runs[0].Options["classifier.kind"]);
        Assert.Equal(0.785, read.Runs[0].Members[1].Accuracy);
        Assert.Equal(Results.Origin.Date, read.Sweeps[0].Date);
    }

    [Fact]
    public void Json_ThatIsNone_IsRefusedWithTheRemedy()
    {
        var error = Assert.Throws<InvalidDataException>(() => SweepJson.Read("{ \"runs\": 3 }", "docs/results/x/results.json"));

        Assert.Contains("docs/results/x/results.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("start the sweep again", error.Message, StringComparison.Ordinal);
    }

    private const string Golden =
        """
        {
        "seconds": 25,
        "sweeps": [
          {
            "command": "./eml sweep labels=100,500 strategy=margin,random seed=1,2 --out docs/results/x",
            "date": "2026-11-22T04:05:06+00:00",
            "runs_missing": 1,
            "axes": {
              "dataset": [
                "fashion-mnist"
              ],
              "labels": [
                "100",
                "500"
              ],
              "strategy": [
                "margin",
                "random"
              ],
              "seed": [
                "1",
                "2"
              ]
            },
            "hardware": {
              "cpu": "a processor",
              "cores": 2,
              "memory_gib": 23.5,
              "gpu": "none",
              "os": "Debian",
              "precision": "bfloat16",
              "threads": 2
            },
            "software": {
              "dotnet": ".NET 10.0.1",
              "libraries": {
                "libtorch": "1.13.1"
              },
              "commit": "0123456789ab",
              "dirty": false
            },
            "datasets": [
              {
                "name": "fashion-mnist",
                "source": "Zalando Research",
                "pool_count": 60000,
                "pool_hash": "abc",
                "test_count": 10000,
                "test_hash": "def"
              }
            ]
          }
        ],
        "options": {
          "classifier.kind": "kernel_ridge",
          "labels": "100"
        },
        "runs": [
        {"dataset":"fashion-mnist","strategy":"margin","labels":100,"labels_bought":100,"seed":1,"accuracy":0.79,"macro_f1":0.78,"members":[{"name":"kernel","accuracy":0.78},{"name":"student","accuracy":0.785}],"estimate":{"kind":"lure","accuracy":0.8,"low":0.76,"high":0.84,"labels":100,"confidence":0.95},"stop":"budget, all of it","encoder_id":"feed","seconds":12.5,"run_id":"sweep-fashion-mnist-margin-100-1","commit":"0123456789ab","curve":[[10,0.5],[100,0.79]],"options":{"strategy":"margin"}},
        {"dataset":"fashion-mnist","strategy":"random","labels":100,"labels_bought":100,"seed":1,"accuracy":0.754,"macro_f1":0.744,"members":[],"stop":"","encoder_id":"feed","seconds":12.5,"run_id":"sweep-fashion-mnist-random-100-1","curve":[[10,0.5],[100,0.754]],"options":{"strategy":"random"}}
        ]
        }

        """;
}
