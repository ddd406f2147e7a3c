using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Features.Workspace.Branding;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Colours;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace IdentityDashboard.Features.Settings;

/// <summary>Logo and accent colour. A logo is taken as soon as it is chosen; a colour when it is saved.</summary>
public sealed partial class BrandingSettings
{
    private const string AppAccent = "#4b4ed1";
    private static readonly string[] Schemes = ["light", "dark"];

    private BrandView? brand;
    private Error? error;
    private string? logoError;
    private string? conflict;
    private string? accent;
    private bool busy;

    /// <summary>A new input after each file: one that is refused can be mended and chosen again under the same name.</summary>
    private int uploads;

    [Parameter, EditorRequired] public required WorkspaceContext Workspace { get; set; }

    [Inject] private BrandService Brands { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;

    private AccentColour? Colour => AccentColour.From(accent);

    private string? Problem => error?.For(BrandErrors.AccentField) ?? Colour?.Problem;

    private string? Figures => Colour is { IsFit: true } fit
        ? $"{ContrastRatio.Words(fit.OnLight)} on white, {ContrastRatio.Words(fit.OnDark)} on dark, {ContrastRatio.Words(fit.TextContrast)} with {(fit.Text == Rgb.White ? "white" : "black")} text"
        : null;

    private string? PreviewStyle => Colour is { IsFit: true } fit ? fit.Style : null;

    protected override async Task OnInitializedAsync() => Begin(await Brands.ReadAsync(Workspace.Actor.AccountId, CancellationToken.None));

    private void Begin(BrandView? read)
    {
        brand = read;
        accent = read?.Accent;
    }

    private void Picked(ChangeEventArgs e) => Typed(e.Value as string);

    private void Typed(string? value) => (accent, error) = (value, null);

    private async Task UploadAsync(InputFileChangeEventArgs e)
    {
        if (busy) return;
        uploads++;
        (busy, logoError, conflict) = (true, null, null);
        var result = e.File.Size > AccountBrand.MaxLogoBytes ? BrandErrors.TooLarge : await Brands.SetLogoAsync(Workspace.Actor, await ReadAsync(e.File), brand!.Version, CancellationToken.None);
        await ShowLogoAsync(result, "Logo saved");
    }

    private static async Task<byte[]> ReadAsync(IBrowserFile file)
    {
        await using var stream = file.OpenReadStream(AccountBrand.MaxLogoBytes);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }

    private async Task RemoveLogoAsync()
    {
        if (busy) return;
        (busy, logoError, conflict) = (true, null, null);
        await ShowLogoAsync(await Brands.RemoveLogoAsync(Workspace.Actor, brand!.Version, CancellationToken.None), "Logo removed");
        await Script.FocusAsync("#brand-logo");
    }

    /// <summary>A colour being typed stays.</summary>
    private async Task ShowLogoAsync(Result<BrandView> result, string done)
    {
        busy = false;
        if (result.Error == AccountSettings.Changed) await MeetAsync(result.Error);
        else logoError = result.Error?.Message;
        if (!result.Succeeded) return;
        brand = result.Value;
        Toasts.Show(done);
    }

    private async Task SaveAsync()
    {
        if (busy || brand is null) return;
        (busy, conflict) = (true, null);
        var saved = await Brands.SetAccentAsync(Workspace.Actor, accent, brand.Version, CancellationToken.None);
        busy = false;
        error = saved.Error;
        if (saved.Error == AccountSettings.Changed) await MeetAsync(saved.Error);
        else if (saved.Error?.Fields is not null) await Script.FocusAsync("#brand-accent");
        else if (saved.Error is { } refusal) Toasts.ShowError(refusal.Message);
        if (!saved.Succeeded) return;
        Begin(saved.Value);
        Toasts.Show("Branding saved");
    }

    /// <summary>What was chosen stays; the next save goes over what somebody else saved, which is told.</summary>
    private async Task MeetAsync(Error changed)
    {
        brand = await Brands.ReadAsync(Workspace.Actor.AccountId, CancellationToken.None);
        conflict = $"{changed.Message} Saved meanwhile: {(brand?.Accent is { } colour ? $"the colour {colour}" : "the app’s own colour")}, {(brand?.LogoPath is null ? "no logo" : "the logo shown")}. Save again to put yours in its place.";
    }
}
