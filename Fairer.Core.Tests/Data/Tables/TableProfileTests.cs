using Fairer.Core.Data;
using Fairer.Core.Data.Tables;

namespace Fairer.Core.Tests.Data.Tables;

public sealed class TableProfileTests
{
    [Fact]
    public async Task Columns_are_numbers_categories_or_ignored()
    {
        using var file = new TableFile(TableFile.Applicants());
        var profile = await file.ProfileAsync();

        Assert.Equal(200, profile.Rows);
        Assert.Equal(
            [
                ("id", ColumnKind.Ignored, 0L), ("age", ColumnKind.Numeric, 20), ("income", ColumnKind.Numeric, 0), ("region", ColumnKind.Categorical, 10),
                ("note", ColumnKind.Ignored, 0), ("sex", ColumnKind.Categorical, 0), ("approved", ColumnKind.Categorical, 0),
            ],
            profile.Columns.Select(column => (column.Name, column.Kind, column.Missing)));
        Assert.Equal("looks like an id: whole numbers, each once", profile.Columns[0].Why);
        Assert.Equal("looks like an id: text that seldom repeats", profile.Columns[4].Why);
        Assert.Equal([("south", 126), ("north", 64)], profile.Columns[3].Values!);
        Assert.Equal(5, profile.Preview.Count);
        Assert.Equal(["1000", "20", "0", "north", "note, 0", "female", "yes"], profile.Preview[0]);
    }

    [Theory]
    [InlineData("1|2|2.5|-1e3", ColumnKind.Numeric)]
    [InlineData("0|1|1|0", ColumnKind.Numeric)]
    [InlineData("a|b|a|1", ColumnKind.Categorical)]
    [InlineData("1,5|2,5|1,5|3,5", ColumnKind.Categorical)]
    [InlineData("?|NA||null", ColumnKind.Ignored)]
    [InlineData("x|x|x|NaN", ColumnKind.Ignored)]
    [InlineData("1e300|2|3|3", ColumnKind.Categorical)]
    public async Task A_column_is_what_its_values_are(string values, ColumnKind kind)
    {
        using var file = new TableFile("v\tw\n" + string.Concat(values.Split('|').Select(value => $"{value}\t1\n")));
        Assert.Equal(kind, (await file.ProfileAsync()).Columns[0].Kind);
    }

    [Fact]
    public async Task A_column_of_numbers_with_a_few_words_stays_one_and_the_words_are_told()
    {
        using var file = new TableFile("v,s,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{(i == 40 ? "forty" : i % 30)},{i % 2},{i / 2 % 2}\n")));
        Assert.Equal(ColumnKind.Numeric, (await file.ProfileAsync()).Columns[0].Kind);
        var fault = await Assert.ThrowsAsync<DataException>(() => file.LoadAsync(new TableChoice("y", null, "s", null)));
        Assert.EndsWith(
            "row 42, column 1 (v): 'forty' is not a number; mend it, or take the column as categories or ignore it", fault.Message, StringComparison.Ordinal);

        var choice = new TableChoice("y", null, "s", null) { Kinds = new Dictionary<string, ColumnKind> { ["v"] = ColumnKind.Categorical } };
        Assert.Equal(31, (await file.LoadAsync(choice)).Table.Columns[0].FeatureNames.Count);
    }

    [Theory]
    [InlineData("v", 1, ColumnKind.Ignored)]
    [InlineData("v", 37, ColumnKind.Numeric)]
    [InlineData("customer_id", 37, ColumnKind.Ignored)]
    public async Task Whole_numbers_that_are_all_different_are_an_id_when_they_count_up_or_are_called_one(string name, int step, ColumnKind kind)
    {
        using var file = new TableFile($"{name},w\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{5 + (step * i)},1\n")));
        Assert.Equal(kind, (await file.ProfileAsync()).Columns[0].Kind);
    }

    [Theory]
    [InlineData("approved", null, "sex", null, null)]
    [InlineData("approved", "no", "sex", "female", null)]
    [InlineData("aproved", null, "sex", null, "There is no column 'aproved'; there are id, age, income, region, note, sex, approved.")]
    [InlineData("", null, "sex", null, "Choose the label.")]
    [InlineData("age", null, "sex", null, "The label must have two values; 'age' has 41 (")]
    [InlineData("approved", null, "note", null, "The sensitive column must have two values; 'note' has 200 (")]
    [InlineData("region", null, "sex", null, "Say which value of 'region' is label 1: north or south.")]
    [InlineData("approved", "maybe", "sex", null, "'approved' has no value 'maybe'; it has no and yes.")]
    [InlineData("sex", "male", "sex", null, "The label and the sensitive column must be two columns.")]
    public async Task What_a_person_says_must_go_with_the_file(string label, string? labelOne, string sensitive, string? sensitiveOne, string? fault)
    {
        using var file = new TableFile(TableFile.Applicants());
        var profile = await file.ProfileAsync();
        var choice = new TableChoice(label, labelOne, sensitive, sensitiveOne);
        if (fault is not null)
        {
            Assert.StartsWith(fault, Assert.Throws<DataException>(() => TableDefinition.Create(profile, choice)).Message, StringComparison.Ordinal);
            return;
        }

        var definition = TableDefinition.Create(profile, choice);
        Assert.Equal((labelOne ?? "yes", sensitiveOne ?? "male"), (definition.Label.One, definition.Sensitive.One));
        Assert.Equal(["age", "income", "region"], definition.Features.Select(column => column.Name));
    }

    [Theory]
    [InlineData("0", "1", "1")]
    [InlineData("1.0", "0.0", "1.0")]
    [InlineData("False", "True", "True")]
    [InlineData("N", "Y", "Y")]
    [InlineData("1", "2", "1")]
    [InlineData("good", "bad", null)]
    [InlineData("1", "true", null)]
    public void Some_values_say_themselves_that_they_are_one(string a, string b, string? one) => Assert.Equal(one, TableDefinition.Telling(a, b));
}
