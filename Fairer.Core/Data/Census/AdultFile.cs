using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Data.Census;

/// <summary>Reads <c>adult.data</c> and <c>adult.test</c> of the UCI Machine Learning Repository.</summary>
internal static class AdultFile
{
    private static readonly string[] Columns =
    [
        "age", "workclass", "fnlwgt", "education", "education-num", "marital-status", "occupation", "relationship", "race",
        "sex", "capital-gain", "capital-loss", "hours-per-week", "native-country", "income",
    ];

    private static readonly int Fnlwgt = Array.IndexOf(Columns, "fnlwgt");
    private static readonly int Occupation = Array.IndexOf(Columns, "occupation");
    private static readonly int NativeCountry = Array.IndexOf(Columns, "native-country");

    // For each column of the table: its place in the file, and its categories as bytes.
    private static readonly (int Place, byte[][] Categories)[] Fields =
    [
        .. CensusSchema.Columns.Select(column =>
            (Array.IndexOf(Columns, column.Name), column.Categories.Select(System.Text.Encoding.UTF8.GetBytes).ToArray())),
    ];

    // The labels of adult.test end in a full stop.
    private static readonly byte[][] Incomes =
    [
        .. Fields[CensusSchema.Income].Categories,
        .. Fields[CensusSchema.Income].Categories.Select(label => label.Append((byte)'.').ToArray()),
    ];

    /// <summary>Reads a file's rows, leaving out those whose occupation or native country is missing (<c>?</c>).</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="columns">The table's columns, which the rows are added to.</param>
    /// <returns>The number of rows in the file, those left out included.</returns>
    /// <exception cref="DataException">A row is damaged; the message names file, row and column.</exception>
    public static int Read(ReadOnlySpan<byte> text, string file, IReadOnlyList<List<int>> columns)
    {
        var reader = new DelimitedReader(text, file, Columns, ',', Adult.Mend);
        reader.SkipLineStartingWith('|');

        var rows = 0;
        for (; reader.Next(); rows++)
        {
            var income = reader.Category(Fields[CensusSchema.Income].Place, Incomes) % 2;
            reader.Number(Fnlwgt);
            foreach (var place in CensusSchema.Numeric)
                reader.Number(Fields[place].Place);
            if (reader[Occupation].SequenceEqual("?"u8) || reader[NativeCountry].SequenceEqual("?"u8))
                continue;

            for (var i = 0; i < Fields.Length; i++)
            {
                columns[i].Add(
                    i == CensusSchema.Income ? income
                    : Fields[i].Categories.Length == 0 ? reader.Number(Fields[i].Place)
                    : reader.Category(Fields[i].Place, Fields[i].Categories));
            }
        }

        return rows;
    }
}
