using static TorchSharp.torch;

namespace TorchSharp.DropIn.Tests;

public sealed class RandomTests
{
    [PythonFact]
    public void Draws_FromOneSeed_ArePythons()
    {
        using var scope = NewDisposeScope();
        var expected = Python.Tensors(Python.Section("random"));

        manual_seed(42);
        (string Name, Func<Tensor> Draw)[] draws =
        [
            ("rand", () => rand(5)), ("randn", () => randn(20)), ("randint", () => randint(0, 100, 10L)), ("randperm", () => randperm(10)),
            ("normal", () => normal(1.0, 2.0, [4])), ("bernoulli", () => full(8, 0.5).bernoulli()), ("dropout", () => nn.functional.dropout(ones(10))),
            ("multinomial", () => tensor(new[] { 0.1f, 0.5f, 0.4f }).multinomial(5, true)), ("linear", () => nn.Linear(4, 2).weight),
            ("conv", () => nn.Conv2d(2, 3, 3).bias!), ("embedding", () => nn.Embedding(3, 2).weight), ("generator", () => randn(5, generator: new Generator(7))),
        ];

        foreach (var (name, draw) in draws)
        {
            Close.To(expected[name], draw(), name, 1e-6, 1e-6);
        }
    }

    [Fact]
    public void Generators_WithEqualSeeds_AgreeAndLeaveTheDefaultAlone()
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(11);
        using var second = new Generator();
        second.manual_seed(11);
        var before = get_rng_state();

        Assert.True(rand(9, generator: first).equal(rand(9, generator: second)));
        Assert.True(randperm(9, generator: first).equal(randperm(9, generator: second)));
        Assert.True(before.equal(get_rng_state()));
    }

    [Fact]
    public void GeneratorState_SetBack_RepeatsTheDraws()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var state = generator.get_state();
        var first = randn(5, generator: generator);
        generator.set_state(state);

        Assert.True(first.equal(randn(5, generator: generator)));
    }
}
