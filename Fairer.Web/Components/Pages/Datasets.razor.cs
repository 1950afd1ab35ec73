using Fairer.Core.Data;
using Fairer.Core.Data.Statistics;
using Fairer.Core.Data.Tables;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Pages;

/// <summary>What there is to train on, and what each dataset is like before anything is trained on it. The address names the
/// dataset.</summary>
public sealed partial class Datasets
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<DatasetOption> _options = [];
    private DatasetOption? _chosen;
    private (AttributeFamily Of, string Label, string Sensitive)? _family;
    private DatasetStatistics? _statistics;
    private string _id = "";
    private string? _fault;
    private string? _message;
    private bool _addingTable;
    private bool _removing;

    /// <summary>The dataset that the address names.</summary>
    [SupplyParameterFromQuery]
    public string? Id { get; set; }

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    [Inject]
    private StatisticsCache Statistics { get; set; } = null!;

    [Inject]
    private IEnumerable<AttributeFamily> Families { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private RegisteredTable? Own => _chosen?.Source as RegisteredTable;

    private IEnumerable<(string Title, IEnumerable<DatasetOption> Options)> Parts
    {
        get
        {
            yield return ("Tables", _options.Where(option => option is { Info.Images: false, Source: not RegisteredTable }));
            yield return ("Images", _options.Where(option => option.Info.Images));
            if (_options.Any(option => option.Source is RegisteredTable))
            {
                yield return ("Your own", _options.Where(option => option.Source is RegisteredTable));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => ShowAsync();

    private static string Address(string id) => $"datasets?id={Uri.EscapeDataString(id)}";

    private async Task ShowAsync()
    {
        _options = DatasetOption.All(Known);
        var id = _id = string.IsNullOrEmpty(Id) ? DatasetOption.First(_options).Info.Id : Id;
        _chosen = Known.Find(id) is { } source ? new DatasetOption(source, source.Locate(Known.Folders)) : null;
        if (_chosen is not null && _options.All(option => option.Info.Id != id))
        {
            _options = [.. _options, _chosen]; // images by other attributes
        }

        var family = Families.FirstOrDefault(family => family.Read(id) is not null);
        _family = _chosen is not null && family?.Read(id) is var (label, sensitive) ? (family, Spelt(family, label), Spelt(family, sensitive)) : null;
        (_fault, _removing) = (null, false);
        _statistics = _chosen is { Found.AtHand: true } ? Statistics.Known(id) : null;
        if (_chosen is not { Found.AtHand: true } || _statistics is not null || _leaving.IsCancellationRequested)
        {
            return;
        }

        try
        {
            var statistics = await Statistics.OfAsync(id, _leaving.Token);
            if (id == _id) // another dataset may have been chosen meanwhile
            {
                _statistics = statistics;
            }
        }
        catch (DataException exception) when (id == _id)
        {
            _fault = exception.Message;
        }
        catch (Exception exception) when (exception is OperationCanceledException or DataException)
        {
            // The viewer has left, or looks at another dataset.
        }
    }

    private static string Spelt(AttributeFamily family, string attribute) =>
        family.Attributes.FirstOrDefault(known => string.Equals(known, attribute, StringComparison.OrdinalIgnoreCase)) ?? attribute;

    private void SetAttributes((string Label, string Sensitive) attributes) =>
        Navigation.NavigateTo(Address(_family!.Value.Of.IdOf(attributes.Label, attributes.Sensitive, Known)));

    private async Task LookAgainAsync()
    {
        _message = $"{_chosen!.Info.Name} has arrived.";
        await ShowAsync();
    }

    private void AddTable() => _addingTable = true;

    private void CloseTable() => _addingTable = false;

    private void UseTable(string id)
    {
        _addingTable = false;
        _message = $"{id} is added.";
        Navigation.NavigateTo(Address(id));
    }

    private void AskToRemove() => _removing = true;

    private void AskNoMore() => _removing = false;

    private void Remove()
    {
        try
        {
            Known.Tables.Remove(_id);
            _message = $"{_id} is removed.";
            Navigation.NavigateTo("datasets", replace: true);
        }
        catch (DataException exception)
        {
            _fault = exception.Message;
        }
    }
}
