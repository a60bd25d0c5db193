namespace Aspire.Hosting.ApplicationModel;

public sealed class ResourceIconAnnotation(string iconName, IconVariant iconVariant = IconVariant.Filled) : IResourceAnnotation
{
    public string IconName => iconName;

    public IconVariant IconVariant => iconVariant;
}
