namespace Aspire.Hosting.ApplicationModel;

public sealed record RelationshipSnapshot(string ResourceName, string Type);
