namespace Aspire.Hosting.ApplicationModel;

public sealed class LaunchProfileAnnotation(string launchProfileName) : IResourceAnnotation
{
    public string LaunchProfileName => launchProfileName;
}
