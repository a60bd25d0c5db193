using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wire = Aspire.Hosting.Dashboard.V1;

namespace Aspire.Hosting.Dashboard;

/// <summary>A resource as the dashboard wants it. One missing part makes it drop the whole feed, so every part is filled.</summary>
internal static class ResourceMapper
{
    public static Wire.Resource Map(ResourceEvent change)
    {
        var snapshot = change.Snapshot;
        var resource = new Wire.Resource
        {
            Name = change.ResourceId,
            Uid = change.ResourceId,
            DisplayName = change.Resource.Name,
            ResourceType = snapshot.ResourceType,
            CreatedAt = At(snapshot.CreationTimeStamp) ?? new Timestamp(),
            StartedAt = At(snapshot.StartTimeStamp),
            StoppedAt = At(snapshot.StopTimeStamp),
            IsHidden = snapshot.IsHidden,
            SupportsDetailedTelemetry = change.Resource is ProjectResource,
        };
        if (snapshot.State is { } state)
            resource.State = state.Text;
        if (snapshot.State?.Style is { } style)
            resource.StateStyle = style;
        if (snapshot.IconName is { } icon)
            resource.IconName = icon;
        if (snapshot.IconVariant is { } variant)
            resource.IconVariant = (Wire.IconVariant)variant;
        resource.Environment.AddRange(snapshot.EnvironmentVariables.Select(Map));
        resource.Properties.AddRange(snapshot.Properties.Select(Map));
        if (snapshot.ExitCode is { } exitCode)
            resource.Properties.Add(Map(new ResourcePropertySnapshot("resource.exitCode", exitCode)));
        resource.Urls.AddRange(snapshot.Urls.Select(Map));
        resource.Commands.AddRange(snapshot.Commands.Select(Map));
        resource.HealthReports.AddRange(snapshot.HealthReports.Select(Map));
        resource.Relationships.AddRange(snapshot.Relationships.Select(relation =>
            new Wire.ResourceRelationship { ResourceName = relation.ResourceName, Type = relation.Type }));
        return resource;
    }

    private static Wire.EnvironmentVariable Map(EnvironmentVariableSnapshot variable)
    {
        var mapped = new Wire.EnvironmentVariable { Name = variable.Name, IsFromSpec = variable.IsFromSpec };
        if (variable.Value is not null)
            mapped.Value = variable.Value;
        return mapped;
    }

    private static Wire.ResourceProperty Map(ResourcePropertySnapshot property) =>
        new() { Name = property.Name, Value = ValueOf(property.Value), IsSensitive = property.IsSensitive };

    private static Wire.Url Map(UrlSnapshot url)
    {
        var mapped = new Wire.Url
        {
            FullUrl = url.Url,
            IsInternal = url.IsInternal,
            IsInactive = url.IsInactive,
            DisplayProperties = new Wire.UrlDisplayProperties { DisplayName = url.DisplayProperties.DisplayName, SortOrder = url.DisplayProperties.SortOrder },
        };
        if (url.Name is not null)
            mapped.EndpointName = url.Name;
        return mapped;
    }

    private static Wire.ResourceCommand Map(ResourceCommandSnapshot command)
    {
        var mapped = new Wire.ResourceCommand
        {
            Name = command.Name,
            DisplayName = command.DisplayName,
            IsHighlighted = command.IsHighlighted,
            State = (Wire.ResourceCommandState)command.State,
        };
        if (command.ConfirmationMessage is { } confirmation)
            mapped.ConfirmationMessage = confirmation;
        if (command.IconName is { } icon)
            mapped.IconName = icon;
        if (command.IconVariant is { } variant)
            mapped.IconVariant = (Wire.IconVariant)variant;
        if (command.DisplayDescription is { } description)
            mapped.DisplayDescription = description;
        return mapped;
    }

    private static Wire.HealthReport Map(HealthReportSnapshot report)
    {
        var mapped = new Wire.HealthReport
        {
            Key = report.Name,
            Description = report.Description ?? "",
            Exception = report.ExceptionText ?? "",
            LastRunAt = At(report.LastRunAt),
        };
        if (report.Status is { } status)
            mapped.Status = status switch
            {
                HealthStatus.Healthy => Wire.HealthStatus.Healthy,
                HealthStatus.Degraded => Wire.HealthStatus.Degraded,
                _ => Wire.HealthStatus.Unhealthy,
            };
        return mapped;
    }

    private static Value ValueOf(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        bool flag => Value.ForBool(flag),
        int or long or double or float => Value.ForNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        IEnumerable items => Value.ForList([.. items.Cast<object?>().Select(ValueOf)]),
        _ => Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static Timestamp? At(DateTime? time) => time is { } given
        ? Timestamp.FromDateTime(given.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(given, DateTimeKind.Utc) : given.ToUniversalTime())
        : null;
}
