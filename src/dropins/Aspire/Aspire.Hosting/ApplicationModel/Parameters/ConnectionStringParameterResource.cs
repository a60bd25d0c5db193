namespace Aspire.Hosting.ApplicationModel;

/// <summary>A connection string given to the application from outside, by configuration.</summary>
internal sealed class ConnectionStringParameterResource : ParameterResource, IResourceWithConnectionString
{
    private readonly string? _environmentVariable;

    public ConnectionStringParameterResource(string name, Func<string> valueGetter, string? environmentVariable)
        : base(name, valueGetter, secret: true)
    {
        _environmentVariable = environmentVariable;
        IsConnectionString = true;
    }

    public string? ConnectionStringEnvironmentVariable => _environmentVariable;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{this}");

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) => GetValueAsync(cancellationToken);
}
