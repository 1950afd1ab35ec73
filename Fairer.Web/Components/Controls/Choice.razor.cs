using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>A row of buttons of which one, or any number, is pressed.</summary>
/// <typeparam name="T">What is chosen.</typeparam>
public sealed partial class Choice<T>
{
    /// <summary>The name of the inputs.</summary>
    [Parameter]
    [EditorRequired]
    public required string Name { get; set; }

    /// <summary>What can be chosen, and what each is called.</summary>
    [Parameter]
    [EditorRequired]
    public required IReadOnlyList<(T Value, string Text)> Options { get; set; }

    /// <summary>Whether any number can be chosen, not just one.</summary>
    [Parameter]
    public bool Several { get; set; }

    /// <summary>What is chosen.</summary>
    [Parameter]
    [EditorRequired]
    public required IEnumerable<T> Values { get; set; }

    /// <summary>Takes each new choice.</summary>
    [Parameter]
    public EventCallback<IEnumerable<T>> ValuesChanged { get; set; }

    private Task OnChange(T value, ChangeEventArgs change) => ValuesChanged.InvokeAsync(
        !Several ? [value]
        : change.Value is true ? [.. Values.Append(value).Distinct()]
        : [.. Values.Where(other => !EqualityComparer<T>.Default.Equals(other, value))]);
}
