using System.Globalization;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Inspection;

/// <summary>Corrections as forms and scripts send them.</summary>
internal static class Correction
{
    /// <summary>The request of a correction.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sample">The image.</param>
    /// <param name="answer">The number of a class, or the name of a reason to reject the image; the oracle refuses anything else.</param>
    /// <param name="annotator">Who corrects.</param>
    public static CorrectLabelRequest Of(string run, int sample, string answer, string annotator)
    {
        var request = new CorrectLabelRequest { RunId = run, SampleId = sample, Annotator = annotator };
        if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var label))
            request.Label = label;
        else
            request.Reject = RejectNames.Find(answer) ?? RejectReason.Unspecified;
        return request;
    }
}
