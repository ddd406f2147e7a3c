using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Invitations;

/// <summary>
/// The addresses somebody is collecting for an invitation, and what is known of each. What needs attention never
/// holds up the others: it stays behind as a chip (U32, U37).
/// </summary>
internal sealed class InviteDraft
{
    private readonly Dictionary<string, AddressCheck> checks = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> refused = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> meant = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<AddressChip> Chips { get; private set; } = [];

    /// <summary>Chips nobody has looked up yet.</summary>
    public IReadOnlyList<string> Unchecked => [.. Chips.Select(c => c.Address).Where(a => !checks.ContainsKey(a))];

    /// <summary>Those that would be invited now. While an address is still being looked up it counts as one of them.</summary>
    public IReadOnlyList<AddressChip> Ready => [.. Chips.Where(c => !refused.ContainsKey(c.Address) && (!checks.TryGetValue(c.Address, out var check) || IsReady(check)))];

    public IReadOnlyList<AddressCheck> Typos => Of(check => check is { Standing: AddressStanding.Free, Suggestion: not null } && !meant.Contains(check.Typed));

    public IReadOnlyList<AddressCheck> Members => Of(check => check.Standing == AddressStanding.Member);

    public IReadOnlyList<AddressCheck> Pending => Of(check => check.Standing == AddressStanding.Pending);

    /// <summary>Addresses that can't be used, with the reason; also those the last submit refused.</summary>
    public IReadOnlyList<(string Address, string Reason)> Unusable =>
        [.. Chips.Select(c => (c.Address, Reason: Problem(c.Address))).Where(c => c.Reason is not null).Select(c => (c.Address, c.Reason!))];

    public void Set(IReadOnlyList<AddressChip> chips)
    {
        Chips = chips;
        foreach (var gone in refused.Keys.Except(chips.Select(c => c.Address), StringComparer.OrdinalIgnoreCase).ToList()) refused.Remove(gone);
    }

    public void Learn(IEnumerable<AddressCheck> found)
    {
        foreach (var check in found) checks[check.Typed] = check;
    }

    public void Remove(string address) => Set([.. Chips.Where(c => !Same(c.Address, address))]);

    /// <summary>Takes the likelier domain; a chip that has it already swallows this one.</summary>
    public void Correct(AddressCheck typo)
    {
        var right = $"{typo.Typed[..(typo.Typed.LastIndexOf('@') + 1)]}{typo.Suggestion}";
        Set(AddressParser.Merge([], Chips.Select(c => Same(c.Address, typo.Typed) ? c with { Address = right } : c)));
    }

    /// <summary>It is what it looks like.</summary>
    public void Keep(AddressCheck typo) => meant.Add(typo.Typed);

    public NewInvitation ToInvitation(AddressChip chip)
    {
        var (first, last) = NameOf(chip.Name);
        return new NewInvitation(chip.Address, first, last);
    }

    /// <summary>After a submit: who was invited leaves the list, who is here already too; the rest stays with its reason.</summary>
    public void Settle(IReadOnlyList<AddressChip> tried, IReadOnlyList<Result<SentInvitation>> results)
    {
        var gone = Members.Select(m => m.Typed).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < tried.Count; i++)
        {
            checks.Remove(tried[i].Address);
            if (results[i].Succeeded) gone.Add(tried[i].Address);
            else refused[tried[i].Address] = results[i].Error!.For("email") ?? results[i].Error!.Message;
        }

        Set([.. Chips.Where(c => !gone.Contains(c.Address))]);
    }

    public ChipState StateOf(AddressChip chip)
    {
        if (Problem(chip.Address) is { } problem) return new ChipState(ChipKind.Bad, problem);
        if (!checks.TryGetValue(chip.Address, out var check)) return ChipState.Plain;
        return check switch
        {
            { Standing: AddressStanding.Member } => new ChipState(ChipKind.Known, $"{check.IdentityName} is already here."),
            { Standing: AddressStanding.Pending } => new ChipState(ChipKind.Known, "Has a pending invitation."),
            { Suggestion: not null } when !meant.Contains(chip.Address) => new ChipState(ChipKind.Warn, $"Did you mean {check.Suggestion}?"),
            _ => ChipState.Plain,
        };
    }

    /// <summary>"Lee, Pat" is Pat Lee.</summary>
    private static (string First, string Last) NameOf(string? name) =>
        name?.Split(',', StringSplitOptions.TrimEntries) is [{ Length: > 0 } last, { Length: > 0 } first] ? (first, last) : PersonName.Split(name);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private string? Problem(string address) =>
        refused.TryGetValue(address, out var reason) ? reason
        : checks.TryGetValue(address, out var check) && check.Standing == AddressStanding.Invalid ? check.Problem : null;

    private bool IsReady(AddressCheck check) => check.Standing == AddressStanding.Free && (check.Suggestion is null || meant.Contains(check.Typed));

    private List<AddressCheck> Of(Func<AddressCheck, bool> wanted) =>
        [.. Chips.Where(c => !refused.ContainsKey(c.Address)).Select(c => checks.GetValueOrDefault(c.Address)).OfType<AddressCheck>().Where(wanted)];
}
