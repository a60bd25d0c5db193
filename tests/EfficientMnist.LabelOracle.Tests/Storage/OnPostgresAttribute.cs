using System.Reflection;
using EfficientMnist.TestSupport;
using Xunit.Sdk;

namespace EfficientMnist.LabelOracle.Tests.Storage;

/// <summary>Runs a theory on a real PostgreSQL; skipped, with the reason, where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgresAttribute : DataAttribute
{
    public OnPostgresAttribute() => Skip = PostgresServer.WhyAbsent;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[TestStorage.Postgres]];
}
