using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Attributes;

/// <summary>Defines an attribute or edits one; answers its label once it is saved.</summary>
public sealed partial class AttributeDialog
{
    private static readonly IReadOnlyList<SelectOption> Kinds = [.. Enum.GetValues<AttributeKind>().Select(k => new SelectOption(k.ToString(), AttributeWords.Kind(k)))];

    private readonly FormErrors errors = new("label", "key", "help", AttributeDraft.OptionsField, AttributeDraft.UniqueField);
    private AttributeForm form = default!;
    private string? tried;
    private string? focus;
    private bool asks;

    [Parameter] public required Actor Actor { get; set; }

    /// <summary>Null for a new one.</summary>
    [Parameter] public AttributeField? Field { get; set; }

    [Inject] private AttributeService Service { get; set; } = default!;
    [Inject] private AttributeQueries Queries { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;

    /// <summary>What would be wrong with the value typed into the preview.</summary>
    private string? Tried => AttributeText.Clean(form.ToField(), tried).Problem;

    protected override void OnInitialized() => form = new AttributeForm(Field);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (focus is null) return;
        var selector = focus;
        focus = null;
        await Script.FocusAsync(selector);
    }

    private void SetLabel(string? label)
    {
        form.Label = label;
        errors.Forget("label");
    }

    private void SetKey(string? key)
    {
        form.Key = key;
        errors.Forget("key");
    }

    private void SetKind(string? kind)
    {
        (form.Kind, tried) = (Enum.Parse<AttributeKind>(kind!), null);
        if (form.Kind == AttributeKind.Choice && form.Options.Count == 0) form.Options.Add(new OptionRow(null, null));
    }

    private void SetUnique(bool unique)
    {
        form.IsUnique = unique;
        errors.Forget(AttributeDraft.UniqueField);
    }

    private void SetOption(OptionRow row, string? name)
    {
        row.Name = name;
        errors.Forget(AttributeDraft.OptionsField);
    }

    private void AddOption()
    {
        var row = new OptionRow(null, null);
        form.Options.Add(row);
        focus = $"#option-{row.Id:N}";
    }

    private void RemoveOption(OptionRow row)
    {
        form.Options.Remove(row);
        errors.Forget(AttributeDraft.OptionsField);
        focus = "#add-option";
    }

    private void MoveOption(int place, int by)
    {
        var row = form.Options[place];
        form.Options.RemoveAt(place);
        form.Options.Insert(place + by, row);
    }

    private async Task SaveAsync()
    {
        errors.Clear();
        asks = !form.Merge.IsSettled;
        if (asks)
        {
            focus = $"#{ConflictPanel.DefaultId}";
            return;
        }

        var draft = form.ToDraft();
        var error = form.Start is { } start
            ? (await Service.UpdateAsync(Actor, start.Id, draft, start.Version, CancellationToken.None)).Error
            : (await Service.DefineAsync(Actor, draft, CancellationToken.None)).Error;
        if (error is null) Dialogs.Close(draft.Label.Trim());
        else if (error == AttributeErrors.Changed) await MeetAsync();
        else errors.Show(error);
    }

    private async Task MeetAsync()
    {
        var now = await Queries.WithChangesAsync(Actor, form.Start!.Id, CancellationToken.None);
        if (now is null)
        {
            errors.Show(AttributeErrors.NotFound);
            return;
        }

        form.Meet(now.Value.Field, now.Value.By);
        if (form.Merge.Any) focus = $"#{ConflictPanel.DefaultId}";
        else errors.Show(AttributeErrors.Changed);
    }
}
