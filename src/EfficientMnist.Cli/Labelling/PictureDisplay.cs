using System.Globalization;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets.Decoding;
using Spectre.Console;

namespace EfficientMnist.Cli.Labelling;

/// <summary>Draws each image, says why it is asked for and how many are left.</summary>
internal sealed class PictureDisplay(LabelledRun run, DatasetStoreService.DatasetStoreServiceClient store, Screen screen) : ILabelDisplay
{
    private readonly IAnsiConsole _console = screen.OutputConsole();
    private string _help = "";
    private string _said = "";

    public void Begin(string help) => _help = help;

    public async Task AskAsync(Question question, QueueProgress progress, CancellationToken cancellationToken)
    {
        var request = new GetThumbnailRequest { Dataset = run.Dataset, Split = Split.Train, SampleId = question.SampleId, Scale = 1 };
        var thumbnail = await store.GetThumbnailAsync(request, cancellationToken: cancellationToken);
        var (shape, pixels) = PngDecoder.Decode(thumbnail.Png.Span);
        var colours = screen.OutputIsTerminal && _console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;
        if (screen.OutputIsTerminal)
            _console.Clear();
        var picture = ImageText.Of(shape, pixels, colours);
        if (colours)
            _console.Markup(picture);
        else
            screen.Output.Write(picture);
        screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Image {question.SampleId}{(question.File.Length > 0 ? $" ({question.File})" : "")}, round {question.Round}, {question.Strategy} {question.Score:G4}, rank {question.Rank}{(question.Skipped ? ", skipped before" : "")}"));
        screen.Output.WriteLine(Text(progress));
        screen.Output.WriteLine(_help);
        // Cleared with the picture before, by which it was said.
        if (screen.OutputIsTerminal && _said.Length > 0)
            screen.Output.WriteLine(_said);
    }

    public void Recorded(LedgerEntry entry) =>
        Say($"Image {entry.SampleId}: {run.Said(entry)}");

    public void Refused(string reason) => Say(reason);

    public void Wait(QueueProgress progress) => screen.Output.WriteLine(progress.Open > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{progress.Open} images are with others; waiting.")
        : "Nothing to label; waiting for the next batch.");

    public void End(QueueProgress progress) => screen.Output.WriteLine(Text(progress));

    private void Say(string text) => screen.Output.WriteLine(_said = text);

    private static string Text(QueueProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.BatchAnswered:N0} of {progress.BatchTotal:N0} of this round labelled, {progress.Skipped:N0} skipped{(progress.Rejected > 0 ? $", {progress.Rejected:N0} of the run rejected" : "")}; {progress.Budget.Spent:N0} of {progress.Budget.Limit:N0} labels in all");
}
