using System.Security.Claims;
using EfficientMnist.Contracts.Topology;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace EfficientMnist.Web.Access;

internal static class LoginExtensions
{
    private const string LoginPath = "/login";
    private const string TokenName = "t";
    private const string MarkClaim = "token";

    // The name that answers are given under, in whichever browser, by who has the system's own link.
    private const string Owner = "owner";

    /// <summary>
    /// Nothing without a login but the login itself and the health probes. The owner's session holds as long as the token that began
    /// it, so that a new one ends all; that of somebody who was invited holds for its thirty days.
    /// </summary>
    public static void AddLogin(this WebApplicationBuilder builder)
    {
        var keys = Path.Combine(StateFolder.Resolve(builder.Configuration[StateFolder.Key]), "web-keys");
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(keys)).SetApplicationName("EfficientMnist");
        builder.Services.AddSingleton<LoginToken>();
        builder.Services.AddSingleton<Invitations>();
        builder.Services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = "efficientmnist";
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.LoginPath = LoginPath;
                cookie.ExpireTimeSpan = TimeSpan.FromDays(30);
                cookie.Events.OnValidatePrincipal = async session =>
                {
                    var token = session.HttpContext.RequestServices.GetRequiredService<LoginToken>();
                    if (Annotator.Of(session.Principal!) is null && session.Principal!.FindFirstValue(MarkClaim) != token.Mark)
                    {
                        session.RejectPrincipal();
                        await session.HttpContext.SignOutAsync();
                    }
                };
                var redirect = cookie.Events.OnRedirectToLogin;
                cookie.Events.OnRedirectToLogin = refused =>
                {
                    var request = refused.Request;
                    var query = QueryString.Create("returnUrl", WithoutToken(request.Path + request.QueryString));
                    refused.RedirectUri = UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, LoginPath, query);
                    return redirect(refused);
                };
                // The only ones who are refused anything are those who may label.
                cookie.Events.OnRedirectToAccessDenied = refused =>
                {
                    refused.Response.Redirect(Annotator.Of(refused.HttpContext.User)?.Page ?? "/");
                    return Task.CompletedTask;
                };
            });
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .RequireAssertion(check => Annotator.Of(check.User) is not { } annotator || (check.Resource is HttpContext context && annotator.May(context.Request)))
                .Build());
    }

    /// <summary><c>/login?t=TOKEN</c> as in the Aspire dashboard, or a link of <see cref="Invitations"/>; without either it says where to find the link.</summary>
    public static void MapLogin(this WebApplication app) =>
        app.MapGet(LoginPath, async Task<IResult> (HttpContext context, LoginToken token, Invitations invitations, string? t, string? returnUrl, string? invitation) =>
        {
            if (invitation is not null && invitations.Read(invitation) is { } annotator)
            {
                await SignInAsync(context, annotator.Claims);
                return TypedResults.LocalRedirect(annotator.Page);
            }
            if (!token.Accepts(t))
            {
                var shown = new Dictionary<string, object?> { [nameof(LoginPage.Refused)] = !string.IsNullOrEmpty(t), [nameof(LoginPage.Expired)] = invitation is not null, [nameof(LoginPage.ReturnUrl)] = returnUrl };
                return new RazorComponentResult<LoginPage>(shown) { StatusCode = StatusCodes.Status401Unauthorized };
            }

            await SignInAsync(context, [new Claim(ClaimTypes.Name, Owner), new Claim(MarkClaim, token.Mark)]);
            return TypedResults.LocalRedirect(IsLocal(returnUrl) ? WithoutToken(returnUrl!) : "/");
        }).AllowAnonymous();

    /// <summary>Ends the session of this browser.</summary>
    public static void MapLogout(this WebApplication app) =>
        app.MapGroup("/logout").RequireAntiforgery().MapPost("", async (HttpContext context) =>
        {
            await context.SignOutAsync();
            return TypedResults.LocalRedirect(LoginPath);
        });

    private static Task SignInAsync(HttpContext context, IEnumerable<Claim> claims) => context.SignInAsync(
        new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)), new AuthenticationProperties { IsPersistent = true });

    // An address goes into histories and logs, where the token should not be.
    private static string WithoutToken(string address)
    {
        var parts = address.Split('?', 2);
        if (parts.Length == 1)
            return address;
        var kept = QueryHelpers.ParseQuery(parts[1]).Where(pair => pair.Key != TokenName);
        return parts[0] + QueryString.Create(kept);
    }

    private static bool IsLocal(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal);
}
