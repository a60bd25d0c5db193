using Microsoft.AspNetCore.DataProtection;

namespace EfficientMnist.Web.Layout;

/// <summary>What the page says once, after an action has led back to a page: what was done, or why not.</summary>
internal sealed class Notice(IDataProtectionProvider protection)
{
    private const string Cookie = "notice";
    private const char Separator = '\n';
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly IDataProtector _protector = protection.CreateProtector(typeof(Notice).FullName!);

    /// <summary>Leaves the message for the next page.</summary>
    /// <param name="tone"><c>good</c>, <c>warn</c> or <c>bad</c>.</param>
    public void Leave(HttpContext context, string tone, string message) =>
        context.Response.Cookies.Append(Cookie, _protector.Protect(tone + Separator + message), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, MaxAge = Life });

    /// <summary>Takes the message away; null where there is none, or not one of ours.</summary>
    public (string Tone, string Message)? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { } kept)
            return null;
        context.Response.Cookies.Delete(Cookie);
        try
        {
            var text = _protector.Unprotect(kept);
            var end = text.IndexOf(Separator, StringComparison.Ordinal);
            return (text[..end], text[(end + 1)..]);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
