namespace IdentityDashboard.Ui;

/// <summary>What a menu entry stands in and closes when it is picked.</summary>
public interface IMenu
{
    /// <summary>Closes and puts the focus back on the button, so that a dialog opened next can return it there.</summary>
    Task CloseAsync();
}
