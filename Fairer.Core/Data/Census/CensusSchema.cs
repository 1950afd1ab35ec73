namespace Fairer.Core.Data.Census;

/// <summary>The census columns that the encoding reads: five numbers, five categories, sex and income.</summary>
public static class CensusSchema
{
    /// <summary>The place of sex, the sensitive attribute: 0 = female, 1 = male.</summary>
    public const int Sex = 10;

    /// <summary>The place of income, the label: 1 = more than 50K dollars a year.</summary>
    public const int Income = 11;

    /// <summary>The place of race, of which the encoding reads only whether it is White.</summary>
    public const int Race = 9;

    /// <summary>The places of the numeric columns, age first.</summary>
    public static IReadOnlyList<int> Numeric { get; } = [0, 1, 2, 3, 4];

    /// <summary>The places of the columns that are encoded with one binary column a category.</summary>
    public static IReadOnlyList<int> Categorical { get; } = [5, 6, 7, 8];

    /// <summary>All columns in order.</summary>
    public static IReadOnlyList<CensusColumn> Columns { get; } =
    [
        new("age"),
        new("education-num"),
        new("capital-gain"),
        new("capital-loss"),
        new("hours-per-week"),
        new("workclass", "Federal-gov", "Local-gov", "Private", "Self-emp-inc", "Self-emp-not-inc", "State-gov", "Without-pay"),
        new("marital-status", "Divorced", "Married-AF-spouse", "Married-civ-spouse", "Married-spouse-absent", "Never-married", "Separated", "Widowed"),
        new("occupation", "Adm-clerical", "Armed-Forces", "Craft-repair", "Exec-managerial", "Farming-fishing", "Handlers-cleaners", "Machine-op-inspct", "Other-service", "Priv-house-serv", "Prof-specialty", "Protective-serv", "Sales", "Tech-support", "Transport-moving"),
        new("relationship", "Husband", "Not-in-family", "Other-relative", "Own-child", "Unmarried", "Wife"),
        new("race", "Amer-Indian-Eskimo", "Asian-Pac-Islander", "Black", "Other", "White"),
        new("sex", "Female", "Male"),
        new("income", "<=50K", ">50K"),
    ];
}

/// <summary>One column of a census table.</summary>
public sealed class CensusColumn
{
    internal CensusColumn(string name, params string[] categories)
    {
        Name = name;
        Categories = categories;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>What a category column's values mean, in alphabetical order; empty for a numeric column.</summary>
    public IReadOnlyList<string> Categories { get; }
}
