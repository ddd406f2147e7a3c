using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Lifecycle;

internal static class LifecycleErrors
{
    public const string AtField = "ends_at";
    public const string ReasonField = "reason";
    public const string KeysField = "ends_keys";
    public const string DaysField = "suspend_after_days";
    public const string WarnField = "warn_days_before";

    public static readonly Error NotFound = CommonErrors.NotFound("person");
    public static readonly Error NotCovered = new("forbidden", 403, "This person has roles or rights you don't hold, so you can't plan their end. Ask an Owner.");
    public static readonly Error Yourself = new("self_lockout", 409, "You can't plan or change your own end. Ask another administrator.");
    public static readonly Error LastOwner = new("last_owner", 409, "This is the account's last Owner. Make somebody else an Owner first.");
    public static readonly Error Deactivated = new("wrong_state", 409, "This person is deactivated already: there is nothing left to end.");
    public static readonly Error NothingPlanned = new("not_planned", 404, "No end is planned for this person any more. Refresh the page.");
    public static readonly Error PlannedMeanwhile = new("changed_meanwhile", 409, "Somebody else planned this person's end at the same moment. Look at it and try again.");
    public static readonly Error NoTime = Error.Field("validation_failed", 422, AtField, "Enter a date and a time.");
    public static readonly Error Passed = Error.Field("validation_failed", 422, AtField, "This moment has passed. Choose a later one, or deactivate them now.");
    public static readonly Error TooFar = Error.Field("validation_failed", 422, AtField, $"Choose a moment within the next {PlannedEnd.MaxYears} years.");
    public static readonly Error ReasonTooLong = Error.Field("validation_failed", 422, ReasonField, $"A reason has at most {PlannedEnd.MaxReasonLength} characters.");
    public static readonly Error KeysBeyond = Error.Field("forbidden", 403, KeysField, "They made API keys where you don't manage keys. Leave the keys alone, or ask an Owner.");
    public static readonly Error WrongDays = Error.Field("validation_failed", 422, DaysField, $"Enter {InactivityRule.FewestDays} to {InactivityRule.MostDays} days, or leave it empty.");
    public static readonly Error WrongWarning = Error.Field("validation_failed", 422, WarnField, $"Enter 1 to {InactivityRule.MostWarnDays} days, fewer than the days above.");
    public static readonly Error RuleChanged = new("changed_meanwhile", 412, "Somebody changed this while you were typing. What they saved is shown now; change it again if it isn't what you want.");
}
