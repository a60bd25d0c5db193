using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;
using Grpc.Core;

namespace EfficientMnist.Web.Runs;

/// <summary>
/// How long a run takes on this machine: told from runs with the same options where there are some, else from the pace of such
/// trainings as it needs, and said to be so. What nobody has measured is said to be unknown.
/// </summary>
internal static class RunTimes
{
    private const string Epochs = "epochs";

    // What changes the labels a run buys, but not the time it takes.
    private static readonly string[] Timeless = ["seed", "encoder.seed"];

    /// <summary>A few sentences about a run with these options.</summary>
    public static async Task<string> OfAsync(
        EncoderTrainerService.EncoderTrainerServiceClient trainer, RunBoard board, IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        var runs = await board.ListAsync(TimeSpan.FromSeconds(5), cancellationToken);
        try
        {
            return Of(runs, (await trainer.ListTrainingsAsync(new ListTrainingsRequest(), cancellationToken: cancellationToken)).Trainings, options);
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return $"{OfRuns(Like(runs, options))} The encoder-trainer does not answer, so what its trainings take is not known.";
        }
    }

    /// <param name="runs">Those there are.</param>
    /// <param name="trainings">Those there are.</param>
    /// <param name="options">Every option of the run that is to be started, with its value.</param>
    public static string Of(IReadOnlyList<Run> runs, IReadOnlyList<Training> trainings, IReadOnlyDictionary<string, string> options)
    {
        var like = Like(runs, options);
        var encoder = OfEncoder(trainings, options);
        if (like.Count > 0)
            return Sentences(OfRuns(like), encoder);
        var students = OfStudents(trainings, options);
        return Sentences(OfRuns(like), encoder, students, (encoder + students).Length > 0 ? "Choosing and learning the labels comes on top, which nobody has timed with these options." : "So nobody knows how long it takes.");
    }

    private static string Sentences(params string[] parts) => string.Join(' ', parts.Where(part => part.Length > 0));

    private static List<double> Like(IEnumerable<Run> runs, IReadOnlyDictionary<string, string> options) =>
        [.. runs.Where(run => run.State == RunState.Completed && options.All(option => Timeless.Contains(option.Key) || run.Options.GetValueOrDefault(option.Key, option.Value) == option.Value)).Select(run => run.Seconds).Order()];

    private static string OfRuns(List<double> seconds) => seconds switch
    {
        [] => "No run with these options has been completed here yet.",
        [var one] => $"One run with these options took {Text.Duration(one)} of work here.",
        _ => $"{seconds.Count} runs with these options took {Text.Duration(seconds[0])} to {Text.Duration(seconds[^1])} of work here, {Text.Duration(seconds[seconds.Count / 2])} in the middle.",
    };

    private static string OfEncoder(IReadOnlyList<Training> trainings, IReadOnlyDictionary<string, string> options)
    {
        var kind = options.GetValueOrDefault("encoder.kind", "none");
        if (kind == "none" || !options.GetValueOrDefault("views", "latents").Contains("latents", StringComparison.Ordinal))
            return "";
        var seed = options.GetValueOrDefault("encoder.seed", "");
        var like = Like(trainings, kind, "encoder.", options);
        if (like.Any(training => training.Seed.ToString(CultureInfo.InvariantCulture) == seed && training.Options.GetValueOrDefault(Epochs, "") == options.GetValueOrDefault("encoder." + Epochs, "")))
            return "Its encoder is there already and is not trained again.";
        return Pace(like) is { } pace && Number(options, "encoder." + Epochs) is { } epochs
            ? $"Its encoder is not trained yet: about {Text.Duration(pace * epochs)} by the pace of {Count(like)} here, {Text.Duration(pace)} an epoch."
            : "Its encoder is not trained yet, and no training like it has been timed here.";
    }

    private static string OfStudents(IReadOnlyList<Training> trainings, IReadOnlyDictionary<string, string> options)
    {
        var early = options.GetValueOrDefault("student.at", "none") is var at && at != "none" ? at.Split(',').Length : 0;
        var students = (Number(options, "student.generations") ?? 0) + early;
        if (students == 0)
            return "";
        var like = Like(trainings, "student", "student.", options);
        return Pace(like) is { } pace && Number(options, "student." + Epochs) is { } epochs
            ? $"{(students == 1 ? "Its student takes" : $"Its {students} students take")} about {Text.Duration(pace * epochs * students)} by the pace of {Count(like)} here."
            : $"No student like {(students == 1 ? "its own" : $"its {students}")} has been timed here.";
    }

    // Completed, of the same images, and alike in all but the number of epochs.
    private static List<Training> Like(IEnumerable<Training> trainings, string kind, string prefix, IReadOnlyDictionary<string, string> options) =>
    [
        .. trainings.Where(training => training.State == TrainingState.Completed && training.Kind == kind && training.Dataset == options.GetValueOrDefault("dataset", "")
            && training.Options.All(option => option.Key == Epochs || options.GetValueOrDefault(prefix + option.Key, option.Value) == option.Value)),
    ];

    // Seconds an epoch takes, in the middle; null where none was timed.
    private static double? Pace(IEnumerable<Training> trainings)
    {
        var paces = trainings.Where(IsTimed).Select(training => training.Progress.Seconds / training.Progress.TotalEpochs).Order().ToList();
        return paces.Count == 0 ? null : paces[paces.Count / 2];
    }

    private static string Count(IEnumerable<Training> trainings) => trainings.Count(IsTimed) is 1 ? "a training like it" : $"{trainings.Count(IsTimed)} trainings like it";

    private static bool IsTimed(Training training) => training.Progress is { Seconds: > 0, TotalEpochs: > 0 };

    private static int? Number(IReadOnlyDictionary<string, string> options, string name) =>
        int.TryParse(options.GetValueOrDefault(name, ""), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
