using EfficientMnist.Core.Options;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Core.Tests.Options;

public sealed class OptionTableTests
{
    [Fact]
    public void Bind_Deviations_ChangesThoseAndNothingElse()
    {
        var bound = Kettle.Table.Bind(Values(("litres", " 2 "), ("lid.colour", "red"), ("warm", "on"), ("degrees", "auto")));

        Assert.Equal(new Kettle { Litres = 2, Warm = true, Degrees = null, Lid = new Lid { Colour = "red" } }, bound);
        Assert.Equal(new Kettle(), Kettle.Table.Defaults);
        Assert.Equal(["litres=2", "warm=on", "degrees=auto", "lid.colour=red"], Kettle.Table.Deviations(bound, new Kettle()));
    }

    [Fact]
    public void Describe_BoundAgain_IsTheSame()
    {
        var bound = Kettle.Table.Bind(Values(("power", "0.1"), ("litres", "3")));

        Assert.Equal("degrees=90,lid.colour=black,litres=3,power=0.1,warm=off", string.Join(',', Kettle.Table.Describe(bound).Select(option => $"{option.Key}={option.Value}")));
        Assert.Equal(bound, Kettle.Table.Bind(Kettle.Table.Describe(bound)));
    }

    [Theory]
    [InlineData("litres", "9", "litres='9' must be a whole number from 1 to 5.")]
    [InlineData("power", "NaN", "power='NaN' must be a number from 0 to 1.5.")]
    [InlineData("degrees", "hot", "degrees='hot' must be a whole number from 0 to 100 or auto.")]
    [InlineData("warm", "yes", "warm='yes' must be one of on, off.")]
    [InlineData("lid.colour", "blue", "lid.colour='blue' must be one of black, red.")]
    [InlineData("litre", "1", "A kettle has no option 'litre'. Did you mean litres? There are degrees, lid.colour, litres, power, warm.")]
    [InlineData("warm", "on", "warm=on keeps 90 degrees, which takes power above 0.", "power", "0")]
    public void Bind_WhatCannotBe_NamesTheOptionTheValueAndWhatIsAllowed(string name, string value, string message, string? other = null, string? otherValue = null)
    {
        var given = Values((name, value));
        if (other is not null)
            given[other] = otherValue!;

        var refusal = Assert.Throws<RefusalException>(() => Kettle.Table.Bind(given));

        Assert.Equal((message, RefusalKind.Invalid), (refusal.Message, refusal.Kind));
    }

    [Fact]
    public void Bind_UnderAPrefix_SpeaksOfTheOptionAsItWasGiven()
    {
        var set = new OptionSet<Kettle>(Kettle.Table, Kettle.Table.Defaults);

        var refusal = Assert.Throws<RefusalException>(() => set.Bind(Values(("litres", "0")), "kitchen."));

        Assert.Equal(("kitchen.litres", "kitchen.litres='0' must be a whole number from 1 to 5."), (refusal.Field, refusal.Message));
        Assert.Equal("2", set.BindKnown(("litres", "2"), ("pages", "7")).Values["litres"]);
    }

    [Fact]
    public void Checked_ARecordMadeByAProgram_IsHeldToTheSameRanges() =>
        Assert.Equal("litres='7' must be a whole number from 1 to 5.", Assert.Throws<RefusalException>(() => Kettle.Table.Checked(new Kettle { Litres = 7 })).Message);

    [Fact]
    public void Table_WithAnOptionTwice_CannotBeMade() =>
        Assert.Throws<ArgumentException>(() => Kettle.Table.Switch("warm", o => o.Warm, "Again."));

    [Fact]
    public void Without_AnOptionThatSomebodyElseDecides_HasIsNoMore()
    {
        var table = Kettle.Table.Without("power");

        Assert.False(table.Has("power"));
        Assert.Equal(4, table.Options.Count);
    }

    [Fact]
    public void Bind_AChoiceOfValuesAndANumberThatMayBeLeftOut_FillsTheRecord()
    {
        var table = new OptionTable<Pot>("A pot", new())
            .Choice("size", o => o.Size, [("small", 1), ("large", 9)], "Its size.")
            .OptionalWhole("age", o => o.Age, 0, 99, "Its age.");

        Assert.Equal(new Pot { Size = 9, Age = 7 }, table.Bind(Values(("size", "large"), ("age", "7"))));
        Assert.Equal(new Pot(), table.Bind(Values()));
        Assert.Equal(["", "small"], table.Describe(new Pot()).Values);
        Assert.Equal("size='9' must be one of small, large.", Assert.Throws<RefusalException>(() => table.Bind(Values(("size", "9")))).Message);
        Assert.Equal("age='100' must be a whole number from 0 to 99.", Assert.Throws<RefusalException>(() => table.Bind(Values(("age", "100")))).Message);
    }

    private static Dictionary<string, string> Values(params (string Name, string Value)[] values) => values.ToDictionary(value => value.Name, value => value.Value);

    private sealed record Pot
    {
        public int Size { get; init; } = 1;

        public int? Age { get; init; }
    }

    private sealed record Lid
    {
        public string Colour { get; init; } = "black";

        public static OptionTable<Lid> Table { get; } = new OptionTable<Lid>("lid", new()).Choice("colour", o => o.Colour, ["black", "red"], "Its colour.");
    }

    private sealed record Kettle
    {
        public int Litres { get; init; } = 1;

        public double Power { get; init; } = 1;

        public bool Warm { get; init; }

        public int? Degrees { get; init; } = 90;

        public Lid Lid { get; init; } = new();

        public static OptionTable<Kettle> Table { get; } = new OptionTable<Kettle>("A kettle", new())
            .Whole("litres", o => o.Litres, 1, 5, "What it holds.")
            .Number("power", o => o.Power, 0, 1.5, "In kilowatts.")
            .Switch("warm", o => o.Warm, "Whether it keeps warm.")
            .WholeOrAuto("degrees", o => o.Degrees, 0, 100, "How warm; auto is until it boils.")
            .Part("lid.", o => o.Lid, Lid.Table)
            .Rule((o, prefix) => o.Warm && o.Power == 0 ? $"{prefix}warm=on keeps {o.Degrees} degrees, which takes {prefix}power above 0." : null);
    }
}
