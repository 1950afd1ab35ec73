using System.Text;
using Fairer.Core.Data;
using Fairer.Core.Data.Census;

namespace Fairer.Core.Tests.Data;

public sealed class AdultFileTests
{
    internal const string Good =
        "39, State-gov, 77516, Bachelors, 13, Never-married, Adm-clerical, Not-in-family, White, Male, 2174, 0, 40, United-States, <=50K";

    [Fact]
    public void Reads_every_column()
    {
        var columns = Read(Good + "\n", out var rows);
        Assert.Equal(1, rows);
        Assert.Equal([39, 13, 2174, 0, 40, 5, 4, 0, 1, 4, 1, 0], columns.Select(column => Assert.Single(column)));
    }

    [Theory]
    [InlineData("|1x3 Cross validator\n{0}.\n\n")]
    [InlineData("\uFEFF{0}\r\n\r\n")]
    [InlineData("{0}")]
    public void Bears_what_the_two_files_differ_in(string form)
    {
        var columns = Read(string.Format(null, form, Good.Replace("<=50K", ">50K", StringComparison.Ordinal)), out _);
        Assert.Equal([1], columns[CensusSchema.Income]);
    }

    [Theory]
    [InlineData("Adm-clerical", 0)]
    [InlineData("United-States", 0)]
    [InlineData("77516", null)]
    [InlineData("State-gov", null)]
    public void A_question_mark_leaves_out_rows_by_occupation_and_native_country_only(string field, int? kept)
    {
        var text = Good.Replace(field, "?", StringComparison.Ordinal);
        if (kept is null)
        {
            Assert.Throws<DataException>(() => Read(text, out _));
            return;
        }

        Assert.Equal(kept, Read(text, out var rows)[0].Count);
        Assert.Equal(1, rows);
    }

    [Theory]
    [InlineData("39,", "x9,", "row 2, column 1 (age): 'x9' is not a whole number")]
    [InlineData("39,", "3.5,", "row 2, column 1 (age): '3.5' is not a whole number")]
    [InlineData("39,", "-3,", "row 2, column 1 (age): '-3' is not a whole number")]
    [InlineData("39,", ",", "row 2, column 1 (age): '' is not a whole number")]
    [InlineData(" 40,", " 99999999999,", "row 2, column 13 (hours-per-week): '99999999999' is not a whole number")]
    [InlineData("State-gov", "Goverment", "row 2, column 2 (workclass): 'Goverment' is none of Federal-gov, Local-gov")]
    [InlineData("Male", "male", "row 2, column 10 (sex): 'male' is none of Female, Male")]
    [InlineData("<=50K", "50K", "row 2, column 15 (income): '50K' is none of <=50K, >50K")]
    [InlineData("<=50K", "<=50K..", "row 2, column 15 (income): '<=50K..' is none of")]
    [InlineData(", White", "", "row 2: 14 columns where 15 belong")]
    [InlineData("White", "White, White", "row 2: 16 columns where 15 belong")]
    [InlineData("39, ", "", "row 2: 14 columns")]
    public void Damage_is_named_by_file_row_and_column(string from, string to, string message)
    {
        var fault = Assert.Throws<DataException>(() => Read($"{Good}\n{Good.Replace(from, to, StringComparison.Ordinal)}\n", out _));
        Assert.StartsWith("here/adult.data, " + message, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("get it anew.", fault.Message, StringComparison.Ordinal);
    }

    private static List<int>[] Read(string text, out int rows)
    {
        List<int>[] columns = [.. CensusSchema.Columns.Select(_ => new List<int>())];
        rows = AdultFile.Read(Encoding.UTF8.GetBytes(text), "here/adult.data", columns);
        return columns;
    }
}
