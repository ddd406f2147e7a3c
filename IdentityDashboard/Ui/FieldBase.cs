using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Ui;

/// <summary>What text, password and select fields share.</summary>
public abstract class FieldBase : ComponentBase
{
    private string? received;

    /// <summary>Taken from the label when not given; give one where a label occurs twice on a page.</summary>
    [Parameter] public string? Id { get; set; }

    /// <summary>The exact accessible name: no asterisk, no "(optional)".</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    [Parameter] public string? Value { get; set; }
    [Parameter] public EventCallback<string?> ValueChanged { get; set; }
    [Parameter] public string? Hint { get; set; }
    [Parameter] public bool Optional { get; set; }

    /// <summary>What to do, in one sentence; it replaces the hint and marks the field.</summary>
    [Parameter] public string? Error { get; set; }

    /// <summary>Good news below the field: "Not in use".</summary>
    [Parameter] public string? Good { get; set; }

    [Parameter] public EventCallback OnBlur { get; set; }

    /// <summary>The field a dialog focuses when it opens.</summary>
    [Parameter] public bool Autofocus { get; set; }

    [Parameter] public bool Disabled { get; set; }

    protected string FieldId => Id ?? Css.Slug(Label);

    protected string? Invalid => Error is null ? null : "true";

    protected virtual string? DescribedBy => Field.DescribedBy(FieldId, Optional || Hint is not null, Error, Good);

    /// <summary>
    /// What the control shows. It is not <see cref="Value"/>, which comes back through the parents a render later: showing
    /// the older text in between would overwrite what is typed meanwhile.
    /// </summary>
    protected string? Current { get; private set; }

    protected override void OnParametersSet()
    {
        if (Value == received) return;
        received = Value;
        Current = Value;
    }

    protected Task SetAsync(string? value)
    {
        Current = value;
        return ValueChanged.InvokeAsync(value);
    }
}
