using EfficientMnist.Contracts.Labelling;

namespace EfficientMnist.Cli.Tests.Labelling;

public sealed class ClassKeysTests
{
    [Theory]
    [InlineData("1,2,10,100", "1,2,3,4", "1 2 3 10 4 100")] // 1 and 2 are their own keys, 10 and 100 have the next
    [InlineData("a,b,c", "a,b,c", "a b c")]
    [InlineData("cat,dog", "1,2", "1 cat 2 dog")]
    [InlineData("2,cat", "2,1", "2 1 cat")]
    public void Keys_OfClasses_AreTheirNamesOrTheNextFree(string names, string keys, string legend)
    {
        var classes = new ClassKeys(names.Split(','));
        Assert.Equal(keys.Split(','), Enumerable.Range(0, keys.Split(',').Length).Select(label => classes.Of(label).ToString()));
        Assert.Equal(legend, classes.Legend.Replace(",", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_OfManyClasses_GoOnWithLettersAndEnd()
    {
        var classes = new ClassKeys([.. Enumerable.Range(0, 40).Select(i => $"class {i}")]);
        Assert.Equal(("1", "9", "0", "a", "z", ""), (classes.Of(0).ToString(), classes.Of(8).ToString(), classes.Of(9).ToString(), classes.Of(10).ToString(), classes.Of(34).ToString(), classes.Of(35).ToString()));
        Assert.DoesNotContain(Enumerable.Range(0, 40), label => classes.Of(label) == ClassKeys.Leave);
        Assert.False(classes.AreComplete);
    }

    [Theory]
    [InlineData("1", 0)] // the class of that name, whatever the keys
    [InlineData("10", 2)]
    [InlineData("3", 2)] // a key
    [InlineData("100", 3)]
    [InlineData("7", null)]
    [InlineData("", null)]
    public void Find_AmongNumbers_PrefersTheName(string typed, int? label) => Assert.Equal(label, new ClassKeys(["1", "2", "10", "100"]).Find(typed));

    [Theory]
    [InlineData("Cat", 0)]
    [InlineData("cat", 1)]
    [InlineData("CAT", null)] // one of two
    [InlineData("co", 2)]
    [InlineData("c", null)]
    [InlineData("4", 3)]
    public void Find_ByNameKeyOrBeginning_NeverGuesses(string typed, int? label) => Assert.Equal(label, new ClassKeys(["Cat", "cat", "cow", "dog"]).Find(typed));

    [Fact]
    public void Find_ElevenClasses_MeansTheSameByKeyAndByTyping()
    {
        var classes = new ClassKeys([.. Enumerable.Range(0, 11).Select(i => $"{(char)('A' + i)}-part")]);
        Assert.All(Enumerable.Range(0, 11), label => Assert.Equal((label, label), (classes.Pressed(classes.Of(label)!.Value), classes.Find(classes.Of(label).ToString()!))));
    }
}
