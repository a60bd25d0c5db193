using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;

namespace EfficientMnist.Web.Inspection;

/// <summary>How marks of images are written in forms, and what is said once images are marked.</summary>
internal static class MarkText
{
    /// <summary>The mark of a form's field; anything else takes marks back.</summary>
    public static ImageMark Find(string name) => name switch
    {
        "next" => ImageMark.Next,
        "exclude" => ImageMark.Excluded,
        _ => ImageMark.Unspecified,
    };

    /// <summary>What was done, and which of the images no mark changes.</summary>
    public static (string Tone, string Message) Of(MarkImagesRequest asked, MarkImagesResponse done)
    {
        var one = asked.SampleIds.Count == 1;
        var subject = one ? $"Image {asked.SampleIds[0]}" : done.Marked == 1 ? "1 image" : $"{Text.Count(done.Marked)} images";
        var verb = one || done.Marked == 1 ? "is" : "are";
        List<string> said = [];
        // One that was marked so already is said to be.
        if (done.Marked > 0 || done is { Answered: 0, SetAside: 0 })
        {
            said.Add(asked.Mark switch
            {
                ImageMark.Next => $"{subject} {verb} asked for next, with the next batch that is chosen.",
                ImageMark.Excluded => $"{subject} {verb} excluded: no label is bought of {(one || done.Marked == 1 ? "it" : "them")} any more.",
                _ => $"{subject} {verb} left to the strategy again.",
            });
        }
        if (done.Answered > 0)
            said.Add(one ? $"{subject} has its label already." : $"{Text.Count(done.Answered)} {(done.Answered == 1 ? "has its" : "have their")} label already.");
        if (done.SetAside > 0)
            said.Add(one ? $"{subject} is set aside to estimate the accuracy, for the whole pool." : $"{Text.Count(done.SetAside)} {(done.SetAside == 1 ? "is" : "are")} set aside to estimate the accuracy.");
        return (done.Marked > 0 ? "good" : "warn", string.Join(' ', said));
    }
}
