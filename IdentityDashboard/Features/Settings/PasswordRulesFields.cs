using IdentityDashboard.Features.Audit;
using IdentityDashboard.Ui;
using Form = IdentityDashboard.Features.Credentials.Policy.PasswordRulesForm;

namespace IdentityDashboard.Features.Settings;

/// <summary>The form field by field, for where two people change it at once.</summary>
internal static class PasswordRulesFields
{
    private const string On = "on";

    public static Dictionary<string, string?> Of(Form form) => new(StringComparer.Ordinal)
    {
        [Form.MinLengthKey] = form.MinLength, [Form.MaxLengthKey] = form.MaxLength, [Form.HistoryKey] = form.History, [Form.MaxAgeKey] = form.MaxAgeDays,
        [Form.LowerKey] = Switch(form.Lower), [Form.UpperKey] = Switch(form.Upper), [Form.DigitKey] = Switch(form.Digit), [Form.SymbolKey] = Switch(form.Symbol),
    };

    public static Form Read(IReadOnlyDictionary<string, string?> values, int version) => new()
    {
        Version = version,
        MinLength = values[Form.MinLengthKey], MaxLength = values[Form.MaxLengthKey], History = values[Form.HistoryKey], MaxAgeDays = values[Form.MaxAgeKey],
        Lower = values[Form.LowerKey] == On, Upper = values[Form.UpperKey] == On, Digit = values[Form.DigitKey] == On, Symbol = values[Form.SymbolKey] == On,
    };

    public static FieldWords Words(string field, ChangedBy? by) => new(Label(field), value => value == On ? "On" : value?.Length > 0 ? value : field == Form.MaxAgeKey ? "Never" : "Off", by?.Who, by?.At);

    private static string? Switch(bool on) => on ? On : null;

    private static string Label(string field) => field switch
    {
        Form.MinLengthKey => "Minimum length",
        Form.MaxLengthKey => "Maximum length",
        Form.HistoryKey => "Remember former passwords",
        Form.MaxAgeKey => "Change every (days)",
        Form.LowerKey => "Lower-case letter",
        Form.UpperKey => "Upper-case letter",
        Form.DigitKey => "Digit",
        _ => "Symbol",
    };
}
