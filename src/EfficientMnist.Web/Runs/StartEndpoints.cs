using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;
using Grpc.Core;

namespace EfficientMnist.Web.Runs;

internal static class StartEndpoints
{
    /// <summary><c>/start/check</c>: what the form would start with these entries, while they are made: the defaults under them, or what is refused and in which field.</summary>
    public static void MapStart(this WebApplication app) =>
        app.MapGet("/start/check", async (HttpContext context, RunBoard board, ClassifierService.ClassifierServiceClient classifier, EncoderTrainerService.EncoderTrainerServiceClient trainer, CancellationToken cancellationToken) =>
        {
            var entered = context.Request.Query.Where(part => part.Value.ToString().Trim().Length > 0).ToDictionary(part => part.Key, part => part.Value.ToString().Trim());
            var known = (await classifier.DescribeOptionsAsync(new DescribeOptionsRequest(), cancellationToken: cancellationToken)).Options;
            var form = await StartForm.OfAsync(classifier, known, entered, cancellationToken);
            var estimate = await RunTimes.OfAsync(trainer, board, form.Options, cancellationToken);
            try
            {
                await classifier.DescribeOptionsAsync(new DescribeOptionsRequest { Options = { entered } }, cancellationToken: cancellationToken);
                return TypedResults.Ok(new StartCheck(form.Defaults, estimate, "", ""));
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.FailedPrecondition)
            {
                return TypedResults.Ok(new StartCheck(form.Defaults, estimate, RpcText.FieldOf(error), RpcText.Of(error)));
            }
        });

    /// <summary>What is known of entries.</summary>
    /// <param name="Defaults">The value of each option that is left empty.</param>
    /// <param name="Estimate">How long such runs took.</param>
    /// <param name="Field">The option that is refused; empty where none or no single one is.</param>
    /// <param name="Refusal">Why the entries are refused; empty where they are not.</param>
    private sealed record StartCheck(IReadOnlyDictionary<string, string> Defaults, string Estimate, string Field, string Refusal);
}
