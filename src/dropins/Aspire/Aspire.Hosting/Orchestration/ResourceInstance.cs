using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>One process of a resource, by the name under which the dashboard shows it.</summary>
internal sealed record ResourceInstance(IResource Resource, int Replica, string Id, string Suffix);
