using System.Security.Claims;
using EfficientMnist.Contracts.Topology;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EfficientMnist.Web.Access;

internal static class LoginExtensions
{
    private const string LoginPath = "/login";

    /// <summary>Nothing without a login but the login itself and the health probes; the session outlives a restart.</summary>
    public static void AddLogin(this WebApplicationBuilder builder)
    {
        var keys = Path.Combine(StateFolder.Resolve(builder.Configuration[StateFolder.Key]), "web-keys");
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(keys)).SetApplicationName("EfficientMnist");
        builder.Services.AddSingleton<LoginToken>();
        builder.Services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = "efficientmnist";
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.LoginPath = LoginPath;
                cookie.ExpireTimeSpan = TimeSpan.FromDays(30);
            });
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    /// <summary><c>/login?t=TOKEN</c> as in the Aspire dashboard; without a token it says where to find the link.</summary>
    public static void MapLogin(this WebApplication app) =>
        app.MapGet(LoginPath, async Task<IResult> (HttpContext context, LoginToken token, string? t, string? returnUrl) =>
        {
            if (!token.Accepts(t))
            {
                var shown = new Dictionary<string, object?> { [nameof(LoginPage.Refused)] = !string.IsNullOrEmpty(t), [nameof(LoginPage.ReturnUrl)] = returnUrl };
                return new RazorComponentResult<LoginPage>(shown) { StatusCode = StatusCodes.Status401Unauthorized };
            }

            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "user")], CookieAuthenticationDefaults.AuthenticationScheme);
            await context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
            return TypedResults.LocalRedirect(IsLocal(returnUrl) ? returnUrl! : "/");
        }).AllowAnonymous();

    private static bool IsLocal(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal);
}
