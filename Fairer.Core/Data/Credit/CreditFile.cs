using System.Text;
using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Data.Credit;

/// <summary>Reads <c>german.data</c> of the UCI Machine Learning Repository: 20 attributes and the label, blanks between.</summary>
internal static class CreditFile
{
    private const string Mend = "Mend that row, or delete the file and get it anew.";

    // All codes of german.names in their order, so that the features are the same whatever rows there are; none for numbers.
    private static readonly (string Name, byte[][] Codes)[] Attributes =
    [
        ("checking-account", Codes("A11", "A12", "A13", "A14")),
        ("duration", []),
        ("credit-history", Codes("A30", "A31", "A32", "A33", "A34")),
        ("purpose", Codes("A40", "A41", "A42", "A43", "A44", "A45", "A46", "A47", "A48", "A49", "A410")),
        ("amount", []),
        ("savings", Codes("A61", "A62", "A63", "A64", "A65")),
        ("employed-since", Codes("A71", "A72", "A73", "A74", "A75")),
        ("instalment-rate", []),
        ("status-and-sex", Codes("A91", "A92", "A93", "A94", "A95")),
        ("other-debtors", Codes("A101", "A102", "A103")),
        ("residence-since", []),
        ("property", Codes("A121", "A122", "A123", "A124")),
        ("age", []),
        ("instalment-plans", Codes("A141", "A142", "A143")),
        ("housing", Codes("A151", "A152", "A153")),
        ("credits", []),
        ("job", Codes("A171", "A172", "A173", "A174")),
        ("dependants", []),
        ("telephone", Codes("A191", "A192")),
        ("foreign-worker", Codes("A201", "A202")),
        ("label", Codes("1", "2")),
    ];

    private static readonly int StatusAndSex = Array.FindIndex(Attributes, attribute => attribute.Name == "status-and-sex");
    private static readonly int Label = Attributes.Length - 1;

    // Whether a code of status-and-sex is a man's.
    private static readonly byte[] IsMale = [1, 0, 1, 1, 0];

    /// <summary>Reads a file's rows. Label 1 is good credit, subgroup 1 male; status-and-sex becomes no feature, since in
    /// these rows its marital part gives the gender away (docs/method.md).</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <exception cref="DataException">A row is damaged; the message names file, row and column.</exception>
    public static Table Read(ReadOnlySpan<byte> text, string file)
    {
        var values = Attributes.Select(_ => new List<int>(1000)).ToArray();
        var reader = new DelimitedReader(text, file, [.. Attributes.Select(attribute => attribute.Name)], ' ', Mend);
        while (reader.Next())
        {
            for (var i = 0; i < Attributes.Length; i++)
                values[i].Add(Attributes[i].Codes is { Length: > 0 } codes ? reader.Category(i, codes) : reader.Number(i));
        }

        return new Table(
            [.. Enumerable.Range(0, Label).Where(place => place != StatusAndSex).Select(place => Column(Attributes[place], values[place]))],
            [.. values[Label].Select(code => (byte)(1 - code))],
            [.. values[StatusAndSex].Select(code => IsMale[code])]);
    }

    private static TableColumn Column((string Name, byte[][] Codes) attribute, List<int> values) =>
        attribute.Codes.Length == 0
            ? new NumericColumn(attribute.Name, [.. values.Select(value => (double)value)])
            : new CategoryColumn(
                attribute.Name,
                [.. attribute.Codes.Select(Encoding.UTF8.GetString)],
                [.. values.Select(code => (byte)code)]);

    private static byte[][] Codes(params string[] codes) => Array.ConvertAll(codes, Encoding.UTF8.GetBytes);
}
