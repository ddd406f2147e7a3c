using System.Text.Json;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Import;

/// <summary>Who imports what how, for judging and writing rows.</summary>
internal sealed record ImportOrder(Guid ImportId, Actor Actor, ImportMode Mode, Guid? EnvironmentId, Guid? ApplicationId, ImportChoices Choices)
{
    public static ImportOrder Of(ImportJob job) => new(job.Id, ActorOf(job), job.Mode, job.EnvironmentId, job.ApplicationId, ChoicesOf(job));

    public static Actor ActorOf(ImportJob job) => new(job.ActorKind, job.ActorId, job.ActorName, job.AccountId, job.ActorIp);

    public static ImportChoices ChoicesOf(ImportJob job) => job.Choices == "{}" ? ImportChoices.Usual : JsonSerializer.Deserialize<ImportChoices>(job.Choices)!;

    /// <summary>Roles are given in environments alone.</summary>
    public bool GivesRoles => Mode != ImportMode.Directory;
}

/// <summary>A row with what it comes to. Names are resolved where it is to be written.</summary>
internal sealed record JudgedRow(ImportRow Row, ImportVerdict Verdict, IReadOnlyList<RowProblem> Problems)
{
    /// <summary>Who is here already.</summary>
    public Guid? PersonId { get; init; }

    public Guid? RoleId { get; init; }

    public Guid? NodeId { get; init; }

    public IReadOnlyList<GroupChoice> Groups { get; init; } = [];

    public bool IsFailure => Verdict is ImportVerdict.Error or ImportVerdict.Conflict;
}
