namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>The six steps of an import, in order.</summary>
public enum WizardStep
{
    Mode,
    Upload,
    Columns,
    Check,
    Run,
    Result,
}
