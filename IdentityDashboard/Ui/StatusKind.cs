namespace IdentityDashboard.Ui;

/// <summary>Each kind has a mark of its own shape, so that colour is never the only sign.</summary>
public enum StatusKind
{
    Ok,
    Wait,
    Due,
    Warn,
    Bad,
    Off,
}
