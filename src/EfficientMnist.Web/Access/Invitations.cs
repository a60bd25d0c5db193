using System.Security.Claims;
using Microsoft.AspNetCore.DataProtection;

namespace EfficientMnist.Web.Access;

/// <summary>Links that let another person label the images of one run, under a name of their own, and do nothing else.</summary>
internal sealed class Invitations(IDataProtectionProvider protection)
{
    private const char Separator = '\n';
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector(typeof(Invitations).FullName!).ToTimeLimitedDataProtector();

    /// <summary>The address that signs the person in; it holds for thirty days.</summary>
    public string Address(Annotator annotator) =>
        $"/login?invitation={Uri.EscapeDataString(_protector.Protect(string.Join(Separator, annotator.Run, annotator.Dataset, annotator.Name), Life))}";

    /// <summary>Whom a link was made for; null for one that is not ours or has expired.</summary>
    public Annotator? Read(string invitation)
    {
        try
        {
            return _protector.Unprotect(invitation).Split(Separator) is [var run, var dataset, var name] ? new Annotator(run, dataset, name) : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>A person who may label the images of one run.</summary>
internal sealed record Annotator(string Run, string Dataset, string Name)
{
    private const string RunClaim = "run";
    private const string DatasetClaim = "dataset";

    public string Page => $"/runs/{Uri.EscapeDataString(Run)}/label";

    public IEnumerable<Claim> Claims => [new(ClaimTypes.Name, Name), new(RunClaim, Run), new(DatasetClaim, Dataset)];

    /// <summary>Who came by an invitation; null for the owner of the system.</summary>
    public static Annotator? Of(ClaimsPrincipal user) =>
        user.FindFirstValue(RunClaim) is { } run ? new Annotator(run, user.FindFirstValue(DatasetClaim) ?? "", user.Identity?.Name ?? "") : null;

    /// <summary>The labelling of the run and its images, nothing else.</summary>
    public bool May(HttpRequest request) =>
        request.Path == Page
        || (request.Path.StartsWithSegments(Page, out var rest) && !rest.StartsWithSegments("/invite"))
        || request.Path.StartsWithSegments($"/images/{Uri.EscapeDataString(Dataset)}/train")
        || (request.Path == "/live" && request.Query["run"] == Run);
}
