using static TorchSharp.torch;

namespace TorchSharp.DropIn.Tests;

public sealed class OperatorTests
{
    public static TheoryData<string> Names => [.. OperatorCases.All.Keys];

    [PythonTheory]
    [MemberData(nameof(Names))]
    public void Operator_OnTheSameInputs_GivesPythonsResult(string name)
    {
        using var scope = NewDisposeScope();
        var inputs = Python.Tensors(Python.Section("inputs"));
        var expected = Python.Read(Python.Section("cases").GetProperty(name));

        var actual = OperatorCases.All[name](inputs);

        Close.To(expected, actual, name);
        Assert.Equal(expected.is_floating_point(), actual.is_floating_point());
    }

    [PythonFact]
    public void Cases_OfBothSides_AreTheSame() =>
        Assert.Equal(Python.Section("cases").EnumerateObject().Select(property => property.Name).Order(), OperatorCases.All.Keys.Order());

    [Fact]
    public void Operator_WithWrongShapes_ThrowsLibtorchsMessage()
    {
        using var scope = NewDisposeScope();

        var thrown = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => ones(2, 3).mm(ones(2, 3)));

        Assert.Contains("cannot be multiplied", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operator_OnADisposedTensor_Throws()
    {
        var disposed = ones(2);
        disposed.Dispose();

        Assert.Throws<InvalidOperationException>(() => disposed.add(1));
    }
}
