namespace EfficientMnist.AppHost.Restarts;

/// <summary>Marks a resource that is started again when it ends by itself.</summary>
internal sealed class CrashRestartAnnotation : IResourceAnnotation;
