namespace EfficientMnist.Web.Home;

/// <summary>One service as the home page shows it.</summary>
internal sealed record ServiceStatus(string Name, bool Healthy, string Detail);
