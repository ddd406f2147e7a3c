using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Features.Import;

public enum ImportMode
{
    /// <summary>An invitation for every row, into an environment's application.</summary>
    Invite,

    /// <summary>A person for every row, members of an environment's application.</summary>
    Create,

    /// <summary>A person for every row, in the account's directory; the Owner's alone.</summary>
    Directory,
}

public enum ImportState
{
    Uploaded,
    Checking,
    Checked,
    Running,
    Finished,
    Cancelled,
}

/// <summary>What happens to rows whose person is here already.</summary>
public enum ExistingPeople
{
    Skip,
    Update,
}

/// <param name="EnvironmentId">Of the modes Invite and Create.</param>
/// <param name="ApplicationId">Of the mode Directory: whose members the people become, if any.</param>
public sealed record ImportStart(ImportMode Mode, Guid? EnvironmentId, Guid? ApplicationId, string FileName);

/// <param name="SendEmail">Invitations only; nothing else sends mail (U62).</param>
/// <param name="RoleId">For rows that name no role; so is <paramref name="NodeId"/> for rows that name no node.</param>
public sealed record ImportChoices(ExistingPeople Existing, bool SendEmail, bool MustChangePassword, Guid? RoleId, Guid? NodeId)
{
    public static readonly ImportChoices Usual = new(ExistingPeople.Skip, SendEmail: false, MustChangePassword: false, null, null);
}

/// <summary>What the check found that each row would come to. <see cref="Warnings"/> are counted in one of the others too.</summary>
public sealed record ImportCounts(int Rows, int Create, int Update, int Unchanged, int Conflict, int Error, int Warnings);

/// <param name="Total">Rows of the file as far as known: 0 before its first reading to the end.</param>
public sealed record ImportProgress(int Total, int Done, int Failed, int Skipped);

/// <param name="IsGuess">Nobody confirmed it yet.</param>
/// <param name="IsRemembered">Mapped like this the last time a file had these columns.</param>
public sealed record ImportColumn(string Name, ColumnTarget Target, IReadOnlyList<string> Samples, bool IsGuess, bool IsRemembered);

/// <param name="Problem">Why the file can't be read at all.</param>
/// <param name="Missing">Fields that no column gives and no person can be without (U53).</param>
/// <param name="HashingTakes">How long hashing its plain passwords takes here; null without any, or before the check.</param>
public sealed record ImportView(
    Guid Id, ImportMode Mode, ImportState State, string FileName, FileReading Reading, string? Problem, IReadOnlyList<ImportColumn> Columns, IReadOnlyList<ImportField> Missing,
    ImportChoices Choices, ImportCounts? Counts, ImportProgress Progress, TimeSpan? HashingTakes, int PasswordRows, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt,
    bool CanUndo, Guid? UndoOf, string ActorName)
{
    public Guid? EnvironmentId { get; init; }

    public Guid? ApplicationId { get; init; }

    /// <summary>The import that takes this one back, if there is one.</summary>
    public Guid? UndoneBy { get; init; }

    /// <summary>The beginning of the file as it is read now, row by row; passwords hidden.</summary>
    public IReadOnlyList<IReadOnlyList<string>> FirstRows { get; init; } = [];

    /// <summary>The whole import couldn't go on; a sentence.</summary>
    public string? Failure { get; init; }
}

public sealed record ImportProblemGroup(string Sentence, string Field, bool IsWarning, int Count)
{
    /// <summary>The row itself may be right, but what is here already stands against it.</summary>
    public bool IsConflict { get; init; }
}

public sealed record ImportProblemRow(long Line, IReadOnlyDictionary<ColumnTarget, string> Raw, IReadOnlyList<RowProblem> Problems);

/// <param name="Skipped">The first of those who stay, with the reason; <paramref name="SkippedCount"/> counts all.</param>
/// <param name="UpdatesKept">People the import only changed: that is not taken back.</param>
public sealed record ImportUndoPreview(int Deleted, IReadOnlyList<(string Name, string Reason)> Skipped, int SkippedCount, int UpdatesKept);
