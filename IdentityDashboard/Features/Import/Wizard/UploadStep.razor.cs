using System.Text.Json;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>Takes the file by choosing, dropping or pasting; the browser sends it past the live connection.</summary>
public sealed partial class UploadStep : IDisposable
{
    private const string Broken = "The upload broke off. Nothing was kept; choose the file again.";
    private DotNetObjectReference<UploadStep>? self;
    private ElementReference form;
    private string? file;
    private long size;
    private int percent;
    private string? problem;

    [Inject] private IOptions<ImportOptions> Options { get; set; } = default!;
    [Inject] private ImportScript Script { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter, EditorRequired] public ImportMode Mode { get; set; }
    [Parameter] public Guid? ApplicationId { get; set; }

    /// <summary>Where the step before is.</summary>
    [Parameter, EditorRequired] public string Back { get; set; } = "";
    [Parameter] public EventCallback<Guid> OnUploaded { get; set; }

    private int MostMegabytes => Options.Value.MaxFileMegabytes;

    private string Action => $"/imports/upload?mode={Mode}{(Mode == ImportMode.Directory ? "" : $"&environmentId={Workspace.Active.EnvironmentId}")}{(ApplicationId is { } id ? $"&applicationId={id}" : "")}";

    private string Size => size < 1024 ? $"{size} bytes" : size < 1024 * 1024 ? $"{size / 1024:N0} KB" : FormattableString.Invariant($"{size / 1024d / 1024d:N1} MB");

    public void Dispose() => self?.Dispose();

    /// <returns>Whether the file is worth sending; what is wrong with it is shown.</returns>
    [JSInvokable]
    public bool BeginFromScript(string name, long bytes)
    {
        problem = Unfit(name, bytes);
        (file, size, percent) = (problem is null ? name : null, bytes, 0);
        StateHasChanged();
        return problem is null;
    }

    [JSInvokable]
    public void ProgressFromScript(int sent)
    {
        percent = sent;
        StateHasChanged();
    }

    /// <param name="status">Zero when there was no answer.</param>
    [JSInvokable]
    public Task EndFromScript(int status, string answer)
    {
        (file, percent) = (null, 0);
        var (id, detail) = Read(answer);
        if (status is >= 200 and < 300 && id is { } made) return OnUploaded.InvokeAsync(made);
        problem = detail ?? Broken;
        StateHasChanged();
        return Task.CompletedTask;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        self = DotNetObjectReference.Create(this);
        await Script.WatchUploadAsync(form, self);
    }

    private Task PasteAsync() => Script.SendPastedAsync(form, self!);

    private string? Unfit(string name, long bytes)
    {
        if (bytes == 0) return "There is nothing in it. Choose another file, or paste rows with their headings.";
        if (Path.GetExtension(name).ToLowerInvariant() is ".xlsx" or ".xls" or ".ods" or ".numbers") return $"“{name}” is a workbook. Save it as CSV (in Excel: File, Save as, CSV UTF-8) and choose that file.";
        return bytes > MostMegabytes * 1024L * 1024 ? $"“{name}” is larger than {Quantity.Text(MostMegabytes)} MB. Split it, or raise Import__MaxFileMegabytes." : null;
    }

    private static (Guid? Id, string? Detail) Read(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            var root = json.RootElement;
            return (root.TryGetProperty("id", out var id) && id.TryGetGuid(out var made) ? made : null, root.TryGetProperty("detail", out var detail) ? detail.GetString() : null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }
}
