using System.Reflection;
using Xunit.Sdk;

namespace EfficientMnist.LabelOracle.Tests.Storage;

/// <summary>Runs a theory on a SQLite file.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[TestStorage.Sqlite]];
}
