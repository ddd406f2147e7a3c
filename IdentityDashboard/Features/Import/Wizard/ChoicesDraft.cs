using IdentityDashboard.Features.Access;

namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>The choices of an import while they are made.</summary>
public sealed class ChoicesDraft
{
    public ChoicesDraft()
    {
    }

    public ChoicesDraft(ImportChoices choices) =>
        (Existing, SendEmail, MustChangePassword, RoleId, NodeId) = (choices.Existing, choices.SendEmail, choices.MustChangePassword, choices.RoleId, choices.NodeId);

    public ExistingPeople Existing { get; set; }

    public bool SendEmail { get; set; }

    public bool MustChangePassword { get; set; }

    /// <summary>As kept; <see cref="Role"/> stands once the roles are loaded.</summary>
    public Guid? RoleId { get; }

    public Guid? NodeId { get; }

    public RoleChoice? Role { get; set; }

    public NodeChoice? Node { get; set; }

    public ImportChoices ToChoices() => new(Existing, SendEmail, MustChangePassword, Role?.Id, Node?.Id);
}
