using System.Security.Cryptography;
using System.Text;

namespace EfficientMnist.Web.Access;

/// <summary>The token that lets a person in, printed as a link at start. The AppHost gives one as <c>Web:Token</c>; else it is made up.</summary>
internal sealed class LoginToken
{
    public LoginToken(IConfiguration configuration)
    {
        var given = configuration["Web:Token"];
        Value = string.IsNullOrEmpty(given) ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) : given;
    }

    public string Value { get; }

    /// <summary>What a session is told of it, by which it is known whether it came by this token or by an earlier one.</summary>
    public string Mark => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    /// <summary>Takes the same time for every wrong token of one length.</summary>
    public bool Accepts(string? presented) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Value), Encoding.UTF8.GetBytes(presented ?? ""));
}
