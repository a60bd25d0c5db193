namespace EfficientMnist.Datasets.Import.Classes;

/// <summary>
/// Tells names that people read as the same: they differ in capitals, in spaces at their ends or between words, or in
/// whether an accented Latin letter is one character or two. (The runtime composes letters only with ICU, which the
/// services go without.)
/// </summary>
internal static class SameName
{
    private static readonly (char Mark, string Letters, string Composed)[] Marks =
    [
        ('\u0300', "AEIOUaeiouWwYy", "ÀÈÌÒÙàèìòùẀẁỲỳ"),
        ('\u0301', "AEIOUYaeiouyCcLlNnRrSsZzKkMmPpWw", "ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹźḰḱḾḿṔṕẂẃ"),
        ('\u0302', "AEIOUaeiouCcGgHhJjSsWwYyZz", "ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷẐẑ"),
        ('\u0303', "ANOanoIiUuVvEeYy", "ÃÑÕãñõĨĩŨũṼṽẼẽỸỹ"),
        ('\u0304', "AaEeIiOoUuGg", "ĀāĒēĪīŌōŪūḠḡ"),
        ('\u0306', "AaEeGgIiOoUu", "ĂăĔĕĞğĬĭŎŏŬŭ"),
        ('\u0307', "CcEeGgIZzBbDdFfHhMmNnPpRrSsTtWwXxYyſ", "ĊċĖėĠġİŻżḂḃḊḋḞḟḢḣṀṁṄṅṖṗṘṙṠṡṪṫẆẇẊẋẎẏẛ"),
        ('\u0308', "AEIOUaeiouyYHhWwXxt", "ÄËÏÖÜäëïöüÿŸḦḧẄẅẌẍẗ"),
        ('\u0309', "AaEeIiOoUuYy", "ẢảẺẻỈỉỎỏỦủỶỷ"),
        ('\u030A', "AaUuwy", "ÅåŮůẘẙ"),
        ('\u030B', "OoUu", "ŐőŰű"),
        ('\u030C', "CcDdEeLlNnRrSsTtZzAaIiOoUu", "ČčĎďĚěĽľŇňŘřŠšŤťŽžǍǎǏǐǑǒǓǔ"),
        ('\u0323', "BbDdHhKkLlMmNnRrSsTtVvWwZzAaEeIiOoUuYy", "ḄḅḌḍḤḥḲḳḶḷṂṃṆṇṚṛṢṣṬṭṾṿẈẉẒẓẠạẸẹỊịỌọỤụỴỵ"),
        ('\u0327', "CcGgKkLlNnRrSsTtDdHh", "ÇçĢģĶķĻļŅņŖŗŞşŢţḐḑḨḩ"),
        ('\u0328', "AaEeIiUu", "ĄąĘęĮįŲų"),
        ('\u032D', "DdEeLlNnTtUu", "ḒḓḘḙḼḽṊṋṰṱṶṷ"),
        ('\u0330', "EeIiUu", "ḚḛḬḭṴṵ"),
        ('\u0331', "BbDdKkLlNnRrTtZzh", "ḆḇḎḏḴḵḺḻṈṉṞṟṮṯẔẕẖ"),
    ];

    private static readonly Dictionary<(char Letter, char Mark), char> Composed = Marks
        .SelectMany(mark => mark.Letters.Zip(mark.Composed, (letter, composed) => (Key: (letter, mark.Mark), Value: composed)))
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    /// <summary>The same text for all names that are read as one.</summary>
    public static string Of(string name)
    {
        var text = new System.Text.StringBuilder(name.Length);
        foreach (var letter in string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        {
            if (text.Length > 0 && Composed.TryGetValue((text[^1], letter), out var composed)) text[^1] = composed;
            else text.Append(letter);
        }
        return text.ToString().ToUpperInvariant();
    }
}
