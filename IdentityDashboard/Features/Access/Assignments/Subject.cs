using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Assignments;

/// <summary>Who holds an assignment: a person or a group.</summary>
/// <param name="Kind"><see cref="AuditTarget.User"/> or <see cref="AuditTarget.Group"/>.</param>
public sealed record Subject(string Kind, Guid Id)
{
    public bool IsGroup => Kind == AuditTarget.Group;

    /// <summary>For the record of what was held by somebody deleted.</summary>
    internal AuditTarget Nameless => new(Kind, Id, "somebody deleted");

    public static Subject Person(Guid id) => new(AuditTarget.User, id);

    public static Subject Group(Guid id) => new(AuditTarget.Group, id);

    public static Subject Of(Assignment assignment) => assignment.GroupId is { } group ? Group(group) : Person(assignment.IdentityId!.Value);
}

internal static class Subjects
{
    /// <summary>The name of a person or group of the account; null when it isn't there or is deleted.</summary>
    public static async Task<AuditTarget?> FindAsync(DashboardDbContext db, Guid accountId, Subject subject, CancellationToken ct)
    {
        var name = subject.IsGroup
            ? await db.Groups.Where(g => g.Id == subject.Id && g.AccountId == accountId).Select(g => g.Name).FirstOrDefaultAsync(ct)
            : await db.Identities.Where(i => i.Id == subject.Id && i.AccountId == accountId && i.State != PrincipalState.Deleted)
                .Select(i => (i.FirstName + " " + i.LastName).Trim()).FirstOrDefaultAsync(ct);
        return name is null ? null : new AuditTarget(subject.Kind, subject.Id, name);
    }

    /// <summary>The names of many; who isn't there is left out.</summary>
    public static async Task<Dictionary<Subject, AuditTarget>> FindAsync(DashboardDbContext db, Guid accountId, IReadOnlyCollection<Subject> subjects, CancellationToken ct)
    {
        var (people, groups) = Parted(subjects);
        var named = people.Count == 0 ? [] : await db.Identities.Where(i => people.Contains(i.Id) && i.AccountId == accountId && i.State != PrincipalState.Deleted)
            .Select(i => new AuditTarget(AuditTarget.User, i.Id, (i.FirstName + " " + i.LastName).Trim())).ToListAsync(ct);
        var called = groups.Count == 0 ? [] : await db.Groups.Where(g => groups.Contains(g.Id) && g.AccountId == accountId).Select(g => new AuditTarget(AuditTarget.Group, g.Id, g.Name)).ToListAsync(ct);
        return named.Concat(called).ToDictionary(t => new Subject(t.Kind, t.Id));
    }

    /// <summary>Lets acts on the same people and groups wait for each other until the caller's transaction ends.</summary>
    public static async Task HoldAsync(DashboardDbContext db, IReadOnlyCollection<Subject> subjects, CancellationToken ct)
    {
        var (people, groups) = Parted(subjects);
        if (people.Count > 0) await RowLocks.IdentitiesAsync(db, people, ct);
        if (groups.Count > 0) await RowLocks.GroupsAsync(db, groups, ct);
    }

    public static (List<Guid> People, List<Guid> Groups) Parted(IReadOnlyCollection<Subject> subjects) =>
        ([.. subjects.Where(s => !s.IsGroup).Select(s => s.Id)], [.. subjects.Where(s => s.IsGroup).Select(s => s.Id)]);

    /// <summary>What was given to the subject itself, whenever it holds.</summary>
    public static IQueryable<Assignment> Own(DashboardDbContext db, Subject subject) =>
        subject.IsGroup ? db.Assignments.Where(a => a.GroupId == subject.Id) : db.Assignments.Where(a => a.IdentityId == subject.Id);
}
